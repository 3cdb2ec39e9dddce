use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::Form;
use assay_source::Place;

use super::finds::{applies, finds, note_reach};
use crate::{
    Case, Look, Rule,
    code::{reach::other_languages, secret_in_address},
};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-url",
    title: "a secret in the query of an address",
    claims: &["secrets/urls"],
    topic: Topic::Secrets,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("secret_in_url.md"),
};

const HELP: &str = "send it in a header, `Authorization` above all: addresses are written to logs, histories and Referer headers";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    let told = secret_in_address::told_lines(case.code);
    for find in finds(case, |detection| matches!(detection.form, Form::Query { .. })) {
        // Of one line one finding: that which knows the way there.
        let place = find.place(case);
        if told.contains(&(place.file.clone(), place.line())) {
            continue;
        }
        let Form::Query { name, .. } = &find.detection.form else { continue };
        // The token of a request of OAuth 1.0: what the user is asked about, worth nothing by itself (RFC 5849, 2.2).
        if name.eq_ignore_ascii_case("oauth_token") && stands_beside(case, &place, "authorize")
            || is_form(case, &place)
        {
            continue;
        }
        let statement = format!("the parameter `{name}` of an address is given a secret");
        find.tell(case, "secrets/urls", &statement, HELP, look);
    }
    skip_other_languages(case, look);
}

/// Whether a line is the body of a request for a token: forms look like the query of an address.
fn is_form(case: &Case<'_>, place: &Place) -> bool {
    stands_beside(case, place, "grant_type=")
        && !["?grant_type=", "://"].iter().any(|word| stands_beside(case, place, word))
}

/// Whether a word stands in the line of a place.
fn stands_beside(case: &Case<'_>, place: &Place, word: &str) -> bool {
    case.app
        .tree
        .read(&place.file)
        .is_ok_and(|text| text.line(place.line()).to_ascii_lowercase().contains(word))
}

/// In JavaScript, TypeScript, components and pages the rule `secret-in-address` follows how an address is put together.
fn skip_other_languages(case: &Case<'_>, look: &mut Look<'_>) {
    let Some((files, first)) = other_languages(case) else { return };
    look.skip(
        format!("addresses that {files} may put together of parts"),
        "in these languages only what stands in one text is seen",
        Some(Place::file(first.clone())),
    );
}
