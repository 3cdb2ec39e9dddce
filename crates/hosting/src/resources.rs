//! Resources of clouds, by a table: whichever language makes them.

use std::{collections::HashMap, sync::LazyLock};

use assay_app::document::Node;
use assay_source::Span;
use serde::Deserialize;

use crate::{AtRest, Entrance, Opening, Protocols, Store, reading::Reading};

/// What a setting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum About {
    AtRest,
    PlainLinks,
    Reachable,
    Readable,
    Protocol,
    Entrance,
}

/// What counts where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Unset {
    Bad,
    Good,
    #[default]
    Unknown,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    about: About,
    paths: Vec<String>,
    bad: Vec<String>,
    #[serde(default)]
    unset: Unset,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    when: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resource {
    what: String,
    terraform: Vec<String>,
    cloudformation: Vec<String>,
    #[serde(default)]
    store: bool,
    #[serde(default)]
    always_encrypted: bool,
    settings: Vec<Setting>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    resource: Vec<Resource>,
}

struct Index {
    resources: Vec<Resource>,
    by_name: HashMap<String, usize>,
}

static TABLE: LazyLock<Index> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../data/resources.toml"))
        .expect("the table is read by this crate's tests");
    let named =
        |resource: &Resource| resource.terraform.iter().chain(&resource.cloudformation).cloned().collect();
    let names = table.resource.iter().enumerate().flat_map(|(at, resource)| {
        let names: Vec<String> = named(resource);
        names.into_iter().map(move |name| (name, at))
    });
    let by_name = names.collect();
    Index { resources: table.resource, by_name }
});

/// True for a policy of a load balancer that accepts protocols older than TLS 1.2.
pub(crate) fn is_old_policy(policy: &str) -> bool {
    let settings = TABLE.resources.iter().flat_map(|resource| &resource.settings);
    settings
        .filter(|setting| setting.about == About::Protocol)
        .any(|setting| setting.bad.iter().any(|bad| bad.starts_with("ELB") && bad == policy))
}

/// One resource: its kind, its name in the file, what it says, and where it begins.
pub(crate) fn read(reading: &mut Reading<'_>, kind: &str, name: &str, body: &Node, head: Span) {
    let Some(&at) = TABLE.by_name.get(kind) else { return };
    let resource = &TABLE.resources[at];
    let what = format!("the {} `{name}`", resource.what);
    let mut at_rest = if resource.always_encrypted { AtRest::Encrypted } else { AtRest::Unknown };
    let mut at_rest_place = reading.place(head);
    let mut openings = Vec::new();
    for setting in &resource.settings {
        let Some((span, by_default)) =
            verdict(setting, body, head, &mut at_rest, &mut at_rest_place, reading)
        else {
            continue;
        };
        let place = reading.place(span);
        match setting.about {
            About::AtRest => {
                at_rest = if by_default { AtRest::OffByDefault } else { AtRest::SwitchedOff };
                at_rest_place = place;
            }
            About::PlainLinks => openings.push((Opening::PlainLinks, place)),
            About::Reachable => openings.push((Opening::Reachable, place)),
            About::Readable => openings.push((Opening::ReadByAnybody, place)),
            About::Protocol => {
                let said = reading.text.slice(span).to_owned();
                let old = vec![if by_default { "those of its default".to_owned() } else { said }];
                reading.hosting.protocols.push(Protocols { what: what.clone(), old, by_default, place });
            }
            About::Entrance => reading.hosting.entrances.push(Entrance { what: what.clone(), place }),
        }
    }
    if resource.store || !openings.is_empty() {
        reading.hosting.stores.push(Store { what, at_rest, at_rest_place, openings });
    }
}

/// The place of a bad value, and whether that is the default; none where all is well or not known.
fn verdict(
    setting: &Setting,
    body: &Node,
    head: Span,
    at_rest: &mut AtRest,
    at_rest_place: &mut assay_source::Place,
    reading: &Reading<'_>,
) -> Option<(Span, bool)> {
    let holds = |condition: &String| match condition.split_once('=') {
        Some((path, value)) => {
            at(body, path).iter().any(|node| node.scalar().is_some_and(|it| it.eq_ignore_ascii_case(value)))
        }
        None => at(body, condition).iter().any(|node| !node.is_null()),
    };
    if !setting.when.is_empty() && !setting.when.iter().any(holds) {
        return None;
    }
    let given: Vec<&Node> =
        setting.paths.iter().flat_map(|path| at(body, path)).filter(|node| !node.is_null()).collect();
    let is_bad = |node: &&&Node| {
        let mut scalars = std::iter::once(**node).chain(node.items());
        scalars.any(|one| {
            one.scalar().is_some_and(|it| setting.bad.iter().any(|bad| bad.eq_ignore_ascii_case(&it)))
        })
    };
    let changed = setting.unless.iter().any(holds);
    if let Some(node) = given.iter().find(is_bad) {
        // A snapshot or a service's own mode may overrule what is said here.
        let overruled = changed && setting.about != About::AtRest;
        return (!overruled).then(|| (node.site(), false));
    }
    if let Some(node) = given.first() {
        if setting.about == About::AtRest && node.scalar().is_some_and(|value| !value.contains("${")) {
            (*at_rest, *at_rest_place) = (AtRest::Encrypted, reading.place(node.site()));
        }
        return None;
    }
    if setting.about == About::AtRest && (setting.unset == Unset::Good || changed) {
        *at_rest = if changed { AtRest::Unknown } else { AtRest::Encrypted };
    }
    (setting.unset == Unset::Bad && !changed).then_some((head, true))
}

/// Everything below several keys, one inside the other; of lists every item.
fn at<'a>(node: &'a Node, path: &str) -> Vec<&'a Node> {
    path.split('.').fold(vec![node], |nodes, key| {
        let each = |node: &'a Node| std::iter::once(node).chain(node.items());
        nodes.into_iter().flat_map(each).filter_map(|node| node.get(key)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_kind_once() {
        let names: usize = TABLE
            .resources
            .iter()
            .map(|resource| resource.terraform.len() + resource.cloudformation.len())
            .sum();
        assert_eq!(names, TABLE.by_name.len());
        assert!(TABLE.resources.iter().all(|resource| resource.store || !resource.settings.is_empty()));
    }

    #[test]
    fn policies_of_load_balancers_are_known() {
        assert!(is_old_policy("ELBSecurityPolicy-2016-08"));
        assert!(!is_old_policy("ELBSecurityPolicy-TLS13-1-2-2021-06"));
    }
}
