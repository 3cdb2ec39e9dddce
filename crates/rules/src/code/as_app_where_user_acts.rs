use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::as_app::{self, AsApp};
use super::authority::Authority;
use super::{flow, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "as-app-where-user-acts",
    title: "the app's own identity where the user's would do",
    claims: &["authz/as-user-default"],
    topic: Topic::Authz,
    severity: Severity::Low,
    confidence: Confidence::Low,
    applies: reads_code,
    examine,
    page: include_str!("as_app_where_user_acts.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    look.looked_at(case.code.entries.len());
    for as_app in as_app::calls(case) {
        // Where nobody was asked, the other rules speak.
        let AsApp { call, entry, authority, .. } = &as_app;
        if as_app::needs_no_permission(call) {
            continue;
        }
        look.looked_at(1);
        if !matches!(authority, Authority::Checked | Authority::CanRead) {
            continue;
        }
        let statement = format!(
            "`{}` is made as the app for a user, who may do it: `{}` could act as them",
            call.operation, entry.name
        );
        let found = Found::new("authz/as-user-default", as_app.identity(), statement)
            .at(as_app.place(case))
            .help("call it with `asUser`: the product then checks the permission itself")
            .path(flow::steps(case.code, as_app.event(), "the product is called as the app"));
        look.unsure(found, "whether the call can be made as the user is known to those who know the API");
    }
}
