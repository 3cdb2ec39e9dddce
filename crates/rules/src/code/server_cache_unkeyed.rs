use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::Severity;
use assay_code::{Action, Analysis, Assign, Entry, Event, Origin, Shape, Source, Target, Value};
use assay_evidence::{Confidence, Topic};

use super::{
    flow, module_state,
    reach::blind_spots,
    reads_code,
    sink::is_sure,
    tenancy::{self, Tenancy},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "server-cache-unkeyed",
    title: "a server's variable that all customers share",
    claims: &["tenant/stored-data-keyed"],
    topic: Topic::Tenant,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("server_cache_unkeyed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1 + code.entries.len());
    fields_of_all(case, look);
    let mut variables: BTreeMap<Target, (&Event, &Entry, &Assign, Origin)> = BTreeMap::new();
    for (event, entry) in tenancy::on_servers(code) {
        let Action::Assign(assign) = &event.action else { continue };
        if !module_state::outlives(&assign.target) || overwrites(assign) || ends_with_the_request(code, event)
        {
            continue;
        }
        look.looked_at(1);
        let Some(origin) = module_state::of_one_customer(&assign.value) else { continue };
        if is_own(assign) || is_queue(code, &assign.target) {
            continue;
        }
        let worst =
            variables.entry(assign.target.clone()).or_insert_with(|| (event, entry, assign, origin.clone()));
        if is_sure(&origin) && !is_sure(&worst.3) {
            *worst = (event, entry, assign, origin);
        }
    }
    let mut found: Vec<_> = variables.into_iter().collect();
    found.sort_by_key(|(_, (event, ..))| event.site);
    for (target, (event, entry, assign, origin)) in found {
        let name = module_state::name(&target);
        let words = flow::origin_words(&origin);
        let found = Found::new(
            "tenant/stored-data-keyed",
            format!("{name} <- {words}"),
            format!(
                "`{}` keeps {words} in `{name}`, where requests of every other customer find it",
                entry.name
            ),
        )
        .at(code.place(event.site))
        .help("make the tenant of the verified token part of the key, or keep it with the request")
        .path(flow::steps_from(code, event, &origin, "it is kept for all requests"));
        let key_is_known =
            assign.key.as_ref().is_none_or(|key| tenancy::of(std::slice::from_ref(key)) != Tenancy::Unknown);
        if is_sure(&origin) && key_is_known {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "what becomes of the value, or what it is filed under, is not known",
            );
        }
    }
}

/// Fields of objects that all requests share, where each request writes its own value over the last.
fn fields_of_all(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, entry) in tenancy::on_servers(code) {
        let Action::Assign(assign) = &event.action else { continue };
        if !overwrites(assign) || ends_with_the_request(code, event) || !seen.insert(&assign.target) {
            continue;
        }
        look.looked_at(1);
        let name = module_state::name(&assign.target);
        let found = Found::new(
            "tenant/stored-data-keyed",
            format!("{name} overwritten"),
            format!(
                "`{}` writes `{name}`, of which there is one for all requests: those of other customers read it, or write over it",
                entry.name
            ),
        )
        .at(code.place(event.site))
        .help("keep it in a local variable, or with the record it belongs to")
        .path(flow::steps(code, event, "it is kept for all requests"));
        look.against(found);
    }
}

/// PHP forgets everything when a request is answered, what is `static` included.
fn ends_with_the_request(code: &Analysis, event: &Event) -> bool {
    code.file(event.site).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("php"))
}

/// A write to such a field that asks nothing before, of something that is not the same each time.
fn overwrites(assign: &Assign) -> bool {
    let value = &assign.value;
    matches!(assign.target, Target::SingletonField { looked_at: false, .. })
        && !value.is_constant()
        && !value.is_function()
        && !matches!(value.shape(), Shape::Undefined | Shape::Null | Shape::Number(_) | Shape::Boolean(_))
        && !value.deep_origins().iter().any(|origin| matches!(origin.source, Source::Clock))
}

/// Whether all that is ever done with a variable is to put the next task behind the last: `chain = chain.then(task)`. What the
/// tasks give is read by nobody.
fn is_queue(code: &Analysis, target: &Target) -> bool {
    const NEXT: [&str; 3] = [".then(", ".catch(", ".finally("];
    let Target::ModuleVariable { name, declared, .. } = target else { return false };
    let file = code.text(*declared);
    let text = file.as_str();
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.');
    let places = text.match_indices(name.as_str()).filter(|(at, found)| {
        let (before, after) = (&text[..*at], &text[at + found.len()..]);
        !before.ends_with(is_part) && !after.starts_with(|letter| is_part(letter) && letter != '.')
    });
    let is_written = |after: &str| {
        after.starts_with(':')
            || after.starts_with('=') && !after.starts_with("==") && !after.starts_with("=>")
    };
    let mut is_chained = false;
    for (at, found) in places {
        let after = text[at + found.len()..].trim_start();
        let goes_on = NEXT.iter().any(|next| after.starts_with(next));
        if !goes_on && !is_written(after) {
            return false;
        }
        is_chained |= goes_on;
    }
    is_chained
}

/// It is filed under something that is vouched for, or that only its owner can name: a session's id, a cookie.
fn is_own(assign: &Assign) -> bool {
    let Some(key) = &assign.key else { return false };
    let names_itself = |value: &Value| {
        value.deep_origins().iter().any(|origin| {
            use assay_code::model::Part;
            matches!(origin.source, Source::Caller(Part::Cookies | Part::Headers))
        })
    };
    tenancy::of(std::slice::from_ref(key)) == Tenancy::Vouched || names_itself(key)
}
