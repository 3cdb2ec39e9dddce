use assay_catalogue::Severity;
use assay_evidence::{Confidence, Step, Topic};

use super::as_app::{self, AsApp};
use super::authority::Authority;
use super::callers;
use super::product::Access;
use super::{flow, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "as-app-other-resource",
    title: "a permission checked on one thing and used on another",
    claims: &["authz/check-same-resource"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("as_app_other_resource.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    look.looked_at(case.code.entries.len());
    for as_app in as_app::calls(case) {
        if as_app::needs_no_permission(&as_app.call) {
            continue;
        }
        look.looked_at(1);
        let AsApp { call, entry, stranger, authority: Authority::Elsewhere(guard) } = &as_app else {
            continue;
        };
        let statement = format!(
            "{} can cause `{}` as the app through `{}`; the permission that was checked is about something else",
            callers::words(*stranger),
            call.operation(),
            entry.name,
        );
        let mut path = flow::steps(case.code, as_app.event(), "this is used as the app");
        let check =
            Step { place: case.code.place(guard.site), text: "the check is about another id".to_owned() };
        path.insert(path.len() - 1, check);
        let found = Found::new("authz/check-same-resource", as_app.identity(), statement)
            .at(as_app.place(case))
            .help("check the permission on the id that the call then uses, taken from the same place")
            .path(path);
        if as_app.is_chosen() && call.access != Access::Unknown {
            look.against(found);
        } else {
            look.unsure(found.confidence(Confidence::Low), "whether both ids are of one thing is not known");
        }
    }
}
