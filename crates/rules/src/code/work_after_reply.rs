use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Event, Invocation, Reach, Side, Site,
    model::{Effect, Yields},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    product::{self, Access},
    reach::blind_spots_on_platform,
    reads_code,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "work-after-reply",
    title: "work that nobody waits for, still running when the function has answered",
    claims: &["tenant/no-work-after-reply"],
    topic: Topic::Tenant,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("work_after_reply.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut places: BTreeMap<Site, (&Event, String)> = BTreeMap::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Some(entry) = code.entry_of(event) else { continue };
        // A server of one's own goes on running; what UI Kit's hooks are given, the platform waits for.
        if entry.side != Side::Backend
            || matches!(entry.invocation, Invocation::Module | Invocation::Component)
        {
            continue;
        }
        let Some(deed) = deed(event) else { continue };
        look.looked_at(1);
        if let Some(site) = dropped(code, event) {
            places.entry(site).or_insert((event, deed));
        }
    }
    for (site, (event, deed)) in places {
        let entry = code.entry_of(event).map_or("", |entry| entry.name.as_str());
        let found = Found::new(
            "tenant/no-work-after-reply",
            format!("{deed} in {entry}"),
            format!("nobody waits for what {deed} here: it may go on when `{entry}` has answered, in the next call"),
        )
        .at(code.place(site))
        .help("`await` it before the function answers, or push it to a queue whose consumer waits for it")
        .path(flow::steps(code, event, "this may be at work after the reply"));
        look.against(found);
    }
}

/// The outermost call on the way to an event that nobody waits for.
fn dropped(code: &Analysis, event: &Event) -> Option<Site> {
    let way = event.hops.iter().map(|hop| hop.site).chain([event.site]);
    way.into_iter().find(|site| code.unawaited.contains(site))
}

/// What takes time and changes something outside the process.
fn deed(event: &Event) -> Option<String> {
    let Action::Call(call) = &event.action else { return None };
    let effect = call.effect()?;
    match effect {
        Effect::ProductCall | Effect::ProductQuery => {
            let product = product::as_somebody(event, call)?;
            (product.access != Access::Read).then(|| format!("calls `{}`", product.operation()))
        }
        Effect::FileWrite => None,
        // What makes a part of a query, or puts one on a list, sends nothing: `sql.raw(name)`, `runner.enqueue(…)`.
        Effect::Sql if matches!(call.model?.yields, Some(Yields::Derived(_) | Yields::Receiver)) => None,
        Effect::Egress | Effect::RemoteCall | Effect::Sql | Effect::Nosql | Effect::ModelPrompt => {
            Some(format!("calls `{}`", call.path))
        }
        effect if effect.writes() => Some(format!("calls `{}`", call.path)),
        _ => None,
    }
}
