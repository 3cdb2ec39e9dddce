//! Filters and interceptors that an app writes for the JVM's servers: what runs before its routes.
//!
//! Source: Jakarta Servlet 6.0, "Filtering"; Spring Framework's reference, "Interception", "Filters" (read 2026-11-22).

use std::sync::Arc;

use super::{
    Loaded,
    loaded::externals,
    named::{as_class, method_of_part, outside, with_parents},
    spring::{covers, is, last},
};
use crate::{
    event::Call,
    ir::Language,
    site::Site,
    value::{ClassValue, Shape, Value},
};

/// What a filter of a server extends or implements.
const FILTERS: [&str; 6] =
    ["OncePerRequestFilter", "GenericFilterBean", "Filter", "HttpFilter", "WebFilter", "HandlerInterceptor"];
const RUNS: [&str; 4] = ["doFilterInternal", "doFilter", "preHandle", "filter"];
/// With this it passes over requests that it chooses itself.
const CHOOSES: &str = "shouldNotFilter";

/// The filters of an app, in the order of their files.
pub(super) struct Filters(Vec<Filter>);

struct Filter {
    runs: Value,
    /// The paths it is for; empty for all.
    patterns: Vec<String>,
    /// Those it is not for.
    except: Vec<String>,
}

impl Filters {
    pub(super) fn of(loaded: &Loaded<'_>) -> Self {
        let mut filters = Vec::new();
        for id in loaded.program.ids() {
            let module = loaded.program.module(id);
            if module.language.registry() != Language::Java.registry() {
                continue;
            }
            for written in &module.classes {
                let Some(name) = &written.name else { continue };
                let implements = written.implements.iter().any(|it| FILTERS.contains(&it.name.as_str()));
                if !implements && written.parent.is_none() {
                    continue;
                }
                let value = (loaded.export)(id, name);
                let Shape::Class(class) = value.shape() else { continue };
                let extends = with_parents(class).iter().any(|class| {
                    let above = class.parent.as_ref().and_then(Value::as_external);
                    above.is_some_and(|above| FILTERS.contains(&last(&above.path)))
                });
                if implements || extends {
                    filters.extend(Filter::of(loaded, class));
                }
            }
        }
        Self(filters)
    }

    /// What runs before a path.
    pub(super) fn before(&self, path: &str) -> Vec<Value> {
        let one = |patterns: &[String]| patterns.iter().any(|pattern| covers(pattern, path));
        let is_for =
            |filter: &&Filter| (filter.patterns.is_empty() || one(&filter.patterns)) && !one(&filter.except);
        self.0.iter().filter(is_for).map(|filter| filter.runs.clone()).collect()
    }
}

impl Filter {
    fn of(loaded: &Loaded<'_>, class: &Arc<ClassValue>) -> Option<Self> {
        let module = loaded.program.module(class.module);
        let written = &module.classes[class.class.index()];
        let method = |name: &str| method_of_part(loaded, class, class, name);
        let (name, runs) = RUNS.iter().find_map(|name| Some((*name, method(name)?)))?;
        let mut filter = Self { runs, patterns: Vec::new(), except: Vec::new() };
        if method(CHOOSES).is_some() {
            let path = format!("@jvm/app:{}", written.name.clone().unwrap_or_default());
            filter.runs = outside(&path, Site::new(class.module, written.span));
        }
        let registered: Vec<&Call> =
            loaded.calls.iter().filter(|call| is(call, "spring-filter") && names(call, class)).collect();
        // An interceptor runs where it is registered; the container finds a filter by itself.
        if name == "preHandle" && registered.is_empty() {
            return None;
        }
        for call in loaded.calls.iter().filter(|call| is(call, "spring-filter-paths")) {
            let made_by = externals(&call.receiver).find_map(|it| it.made_by.as_ref());
            let is_of_it = made_by.is_some_and(|made_by| {
                registered.iter().any(|it| it.site == made_by.site || belongs(it, made_by.site))
            });
            if is_of_it {
                let all = call.arguments.iter().flat_map(|it| it.elements().into_iter().chain([it.clone()]));
                let paths = all.filter_map(|path| path.as_constant().map(str::to_owned));
                let excludes = last(&call.path).starts_with("exclude");
                if excludes { &mut filter.except } else { &mut filter.patterns }.extend(paths);
            }
        }
        Some(filter)
    }
}

/// Whether a registration hands over a filter of a class.
fn names(call: &Call, class: &ClassValue) -> bool {
    let given = call.arguments.iter().filter_map(as_class);
    given.map(|given| given.digest).any(|digest| digest == class.digest)
}

/// `registration.setFilter(filter)` where the registration was made at a place.
fn belongs(call: &Call, made_at: Site) -> bool {
    externals(&call.receiver).any(|it| it.made_by.as_ref().is_some_and(|made_by| made_by.site == made_at))
}
