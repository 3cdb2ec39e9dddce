use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Analysis, Call, Reach, Side,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    cookie_positions::is_positional,
    cookie_unprotected::{carries_session, takes_away},
    flow,
    reach::blind_spots,
    reads_code,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "session-cookie-without-same-site",
    title: "a session cookie that says not where it may go",
    claims: &["cookies/same-site"],
    topic: Topic::Cookies,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("session_cookie_without_same_site.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::CookieSet) {
        look.looked_at(1);
        let front = code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd);
        if front
            || !carries_session(call)
            || takes_away(call)
            || says_same_site(call)
            || says_it_before(code, call)
            || !seen.insert(event.site)
        {
            continue;
        }
        let name = call
            .role(Role::Key)
            .as_constant()
            .map_or_else(|| "the session".to_owned(), |name| format!("`{name}`"));
        let statement = format!("the cookie of {name} says not where it may go");
        let found = Found::new("cookies/same-site", format!("{name}: SameSite"), statement)
            .at(code.place(event.site))
            .help("say `sameSite: 'none', secure: true, partitioned: true` for a cookie that has to work in the product's frame, else `lax` or `strict`")
            .path(flow::steps(code, event, "the cookie is set"));
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}

/// Gin's `SetSameSite` is for every cookie that is set after it.
fn says_it_before(code: &Analysis, call: &Call) -> bool {
    call.path.ends_with("gin:Context.SetCookie")
        && code.calls().any(|(_, other)| other.path.ends_with(".SetSameSite"))
}

/// It does, or its settings are made elsewhere and not known.
fn says_same_site(call: &Call) -> bool {
    if is_positional(call) {
        // Before PHP had settings for it, it was said behind the path.
        return call
            .argument(3)
            .texts()
            .any(|path| path.template().to_ascii_lowercase().contains("samesite"));
    }
    let settings = call.role(Role::Options);
    let settings = if settings.is_undefined() { call.role(Role::Settings) } else { settings };
    let fields = settings.fields();
    let is_known = settings.is_undefined() || !fields.is_empty() || settings.is_constant();
    !is_known || fields.keys().any(|name| name.eq_ignore_ascii_case("sameSite"))
        // Ktor's cookies say it among what they call extensions.
        || fields.contains_key("extensions")
}
