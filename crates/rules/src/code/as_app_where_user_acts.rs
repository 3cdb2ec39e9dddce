use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Audience, Invocation, Side};
use assay_evidence::{Confidence, Topic};

use super::as_app::{self, AsApp};
use super::authority::{self, Authority};
use super::callers::{self, Stranger};
use super::product::{self, Access};
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
    let mut told = BTreeSet::new();
    for as_app in as_app::calls(case) {
        // Where nobody was asked, the other rules speak.
        let AsApp { call, entry, authority, .. } = &as_app;
        if as_app::needs_no_permission(call) {
            continue;
        }
        look.looked_at(1);
        if could_read_as_user(&as_app) {
            // Once, however many entries lead there.
            if told.insert(as_app.event().site) {
                read_for_the_page(case, look, &as_app);
            }
            continue;
        }
        if !matches!(authority, Authority::Checked | Authority::CanRead) {
            continue;
        }
        let statement = format!(
            "`{}` is made as the app for a user, who may do it: `{}` could act as them",
            call.operation(),
            entry.name
        );
        let found = Found::new("authz/as-user-default", as_app.identity(), statement)
            .at(as_app.place(case))
            .help("call it with `asUser`: the product then checks the permission itself")
            .path(flow::steps(case.code, as_app.event(), "the product is called as the app"));
        look.unsure(found, "whether the call can be made as the user is known to those who know the API");
    }
    for_administrators(case, look);
}

/// Whether the thing that the user has open is read as the app, and nobody asks whether they may see it: they may, mostly,
/// and as themselves. Customers of a portal may see little by the product's interface.
fn could_read_as_user(as_app: &AsApp<'_>) -> bool {
    let AsApp { call, entry, stranger, authority } = as_app;
    let is_of_portal =
        || entry.surfaces.iter().any(|surface| surface.to_ascii_lowercase().contains("portal"));
    matches!(authority, Authority::Nothing)
        && *stranger == Stranger::User
        && call.access == Access::Read
        && call.call.used
        && as_app.is_from_page()
        && (is_written_by_people(&call.path) || call.path.contains("/search"))
        && !is_of_portal()
}

fn read_for_the_page(case: &Case<'_>, look: &mut Look<'_>, as_app: &AsApp<'_>) {
    let AsApp { call, entry, .. } = as_app;
    let statement = format!(
        "`{}` is read as the app for whoever has the page open: `{}` could read it as them",
        call.operation(),
        entry.name
    );
    let found = Found::new("authz/as-user-default", as_app.identity(), statement)
        .at(as_app.place(case))
        .confidence(Confidence::Medium)
        .help(
            "call it with `asUser`: the product then shows what this user may see, also where the page's context was \
             forged",
        )
        .path(flow::steps(case.code, as_app.event(), "the product is read as the app"));
    if callers::is_documented(case, entry) {
        look.against(found);
    } else {
        look.unsure(found.confidence(Confidence::Low), callers::UNDOCUMENTED);
    }
}

/// Administrators may do what the app does, and the product would check it: what people write needs no app's identity.
fn for_administrators(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for call in product::calls_as_app(code) {
        let entry = code.entry_of(call.event).filter(|entry| {
            entry.audience == Audience::Admin
                && entry.side == Side::Backend
                && matches!(
                    entry.invocation,
                    Invocation::Resolver | Invocation::Function | Invocation::Component
                )
        });
        let Some(entry) = entry else { continue };
        look.looked_at(1);
        let unasked = matches!(authority::over(&call.event.guards, &call.resources()), Authority::Nothing);
        if call.access != Access::Write
            || !unasked
            || !is_written_by_people(&call.path)
            || !seen.insert(call.written_at(code))
        {
            continue;
        }
        let statement = format!(
            "`{}` is made as the app for an administrator, who could make it as themselves through `{}`",
            call.operation(),
            entry.name
        );
        let found = Found::new(
            "authz/as-user-default",
            format!("{} as the app from {}", call.operation(), entry.name),
            statement,
        )
        .at(code.place(call.written_at(code)))
        .confidence(Confidence::Medium)
        .help("call it with `asUser`: the product then checks the permission itself, and says who wrote it")
        .path(flow::steps(code, call.event, "the product is called as the app"));
        look.against(found);
    }
}

/// Issues, pages and what hangs on them, as opposed to settings.
///
/// Source: the REST APIs of Jira and Confluence.
fn is_written_by_people(path: &str) -> bool {
    const PARTS: [&str; 8] =
        ["issue", "comment", "worklog", "attachments", "content", "pages", "blogposts", "transitions"];
    // What the app keeps beside an issue or page is its own.
    let mut steps = path.split('/');
    !path.contains("/properties") && steps.any(|step| PARTS.contains(&step))
}
