use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{OF_SERVERS, applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "session-cookie-configured-open",
    title: "session cookies whose protection a server's settings switch off",
    claims: &["cookies/session-protected", "cookies/same-site"],
    topic: Topic::Cookies,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("session_cookie_configured_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, OF_SERVERS, look);
    // Those of frameworks say nothing of protocols, and count for this alone.
    look.looked_at(case.hosting.cookies.len());
    for cookies in &case.hosting.cookies {
        let off = [("Secure", cookies.secure), ("HttpOnly", cookies.http_only)];
        let off: Vec<_> = off.iter().filter(|(_, is)| *is == Some(false)).map(|(name, _)| *name).collect();
        if !off.is_empty() {
            let list = off.join("` and `");
            let found = Found::new(
                "cookies/session-protected",
                format!("session cookies: {list}"),
                format!("session cookies are set without `{list}`"),
            )
            .at(cookies.place.clone())
            .help("switch both on");
            look.against(found);
        }
        // Browsers drop a cookie that may go anywhere and is not `Secure`.
        if cookies.same_site.as_deref() == Some("none") && cookies.secure == Some(false) {
            let found = Found::new(
                "cookies/same-site",
                "session cookies: SameSite=None",
                "session cookies say `SameSite=None` without `Secure`, so browsers drop them",
            )
            .at(cookies.place.clone())
            .help("say `Secure` along with it");
            look.against(found);
        }
    }
}
