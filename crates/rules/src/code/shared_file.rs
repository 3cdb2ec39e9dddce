use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Call, EntryId, Event, Invocation, Origin, Reach, Side, Site, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, module_state, reach::blind_spots_on_platform, reads_code, sink::is_sure};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "shared-file",
    title: "one customer's data in a file the next call can read",
    claims: &["tenant/no-shared-files"],
    topic: Topic::Tenant,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("shared_file.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let files: Vec<(&Event, &Call, EntryId)> = code
        .calls_with(Effect::FileWrite)
        .filter(|(event, _)| event.reach == Reach::Entry)
        .filter_map(|(event, call)| {
            let entry = code.entry_of(event).filter(|entry| {
                entry.side == Side::Backend
                    && !matches!(entry.invocation, Invocation::Module | Invocation::Component)
            })?;
            Some((event, call, entry.id))
        })
        .collect();
    let mut places: BTreeMap<Site, (&Event, &Call, Origin)> = BTreeMap::new();
    for &(event, call, entry) in &files {
        look.looked_at(1);
        let Some(origin) = module_state::of_one_customer(&call.role(Role::Value)) else { continue };
        let path = call.role(Role::Path);
        let removed = files.iter().any(|(_, other, of)| *of == entry && removes(other, &path));
        if !removed {
            places.entry(event.site).or_insert((event, call, origin));
        }
    }
    for (event, call, origin) in places.into_values() {
        let path = call.role(Role::Path);
        let shown =
            path.texts().next().map_or_else(|| "a file".to_owned(), |text| format!("`{}`", text.template()));
        let words = flow::origin_words(&origin);
        let found = Found::new(
            "tenant/no-shared-files",
            format!("{shown} <- {words}"),
            format!("{words} is written to {shown}, which outlives the call: the same disk may serve another customer next"),
        )
        .at(code.place(event.site))
        .help("keep it in memory, or remove the file before the function answers, whatever happens")
        .path(flow::steps_from(code, event, &origin, "it is written to disk"));
        let unguessable = path.deep_origins().iter().any(|it| matches!(it.source, Source::Random(_)));
        match () {
            () if !is_sure(&origin) => look.unsure(
                found.confidence(Confidence::Low),
                "what becomes of the value on its way is not known",
            ),
            () if unguessable => look.unsure(
                found.confidence(Confidence::Low),
                "the next call finds the file only where it lists the folder",
            ),
            () => look.against(found),
        }
    }
}

/// Takes the file away again; which one of several is not told apart.
fn removes(call: &Call, path: &Value) -> bool {
    const REMOVERS: [&str; 6] = ["unlink", "unlinkSync", "rm", "rmSync", "remove", "removeSync"];
    let name = call.path.rsplit(['.', ':']).next().unwrap_or_default();
    let given = call.role(Role::Path);
    let same = given.names_same(path)
        || given.texts().any(|mine| path.texts().any(|theirs| mine.template() == theirs.template()));
    REMOVERS.contains(&name) && same
}
