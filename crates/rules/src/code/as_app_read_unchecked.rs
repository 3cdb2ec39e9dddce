use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::as_app::{self, AsApp};
use super::authority::Authority;
use super::callers::{self, Stranger};
use super::product::Access;
use super::{flow, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "as-app-read-unchecked",
    title: "content read as the app for somebody nobody asked about",
    claims: &["authz/checked-before-as-app"],
    topic: Topic::Authz,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("as_app_read_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    look.looked_at(case.code.entries.len());
    for as_app in as_app::calls(case) {
        if as_app.call.access != Access::Read || as_app::needs_no_permission(&as_app.call) {
            continue;
        }
        look.looked_at(1);
        note(case, look, &as_app);
    }
}

fn note(case: &Case<'_>, look: &mut Look<'_>, as_app: &AsApp<'_>) {
    let AsApp { call, entry, stranger, authority } = as_app;
    let who = callers::words(*stranger);
    let statement = format!(
        "{who} can cause `{}` as the app through `{}`, without a check of what they may see",
        call.operation(),
        entry.name
    );
    let found = Found::new("authz/checked-before-as-app", as_app.identity(), statement)
        .at(as_app.place(case))
        .help(
            "read it as the user (`asUser`), who then gets what they may see; or check the user's permission on the same \
             resource and stop where it is missing",
        )
        .path(flow::steps(case.code, as_app.event(), "the product is read as the app"));
    match authority {
        Authority::Checked | Authority::Elsewhere(_) | Authority::CanRead => {}
        Authority::Doubtful(guard) => {
            let because = format!("the test in line {} may be a check", case.code.place(guard.site).line());
            look.unsure(found.confidence(Confidence::Low), because);
        }
        Authority::Nothing if !callers::is_documented(case, entry) => {
            look.unsure(found.confidence(Confidence::Low), callers::UNDOCUMENTED);
        }
        Authority::Nothing if !call.call.used => {
            look.unsure(found.confidence(Confidence::Low), "nobody looks at the answer");
        }
        Authority::Nothing if as_app.is_from_page() || *stranger == Stranger::ProjectAdmin => {
            look.unsure(
                found.confidence(Confidence::Low),
                "the page around the front end says what is read, and a user who sees it can usually read that",
            );
        }
        Authority::Nothing if as_app.is_from_own_record() => {
            look.unsure(found.confidence(Confidence::Low), "a record of the user's own says what is read");
        }
        Authority::Nothing => look.against(found),
    }
}
