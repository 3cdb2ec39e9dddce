//! What runs before every route of Spring's, where the framework, its security settings or filters of the app say so.
//!
//! Source: Spring Security's reference, "Authorize HttpServletRequests", "Kotlin configuration" (read 2026-11-22).

use assay_app::{App, spring};

use super::{Loaded, annotated::check, loaded::Decorated, loaded::externals, spring_filters::Filters};
use crate::{
    event::Call,
    ir::{FunctionKind, Language},
    model::Verdict,
    site::Site,
    value::{External, Value},
};

/// The library for Connect apps, in the three ways a build file names it.
const CONNECT_STARTER: &str = "atlassian-connect-spring-boot-starter";
const CONNECT: &str = "@jvm/com.atlassian.connect.spring:";
/// What asks nothing of anybody.
const OPEN: [&str; 2] = ["permitAll", "anonymous"];

/// What runs before the routes of an app.
pub(super) struct Frame {
    /// The framework for Connect apps asks for a verified token unless told otherwise.
    connect: Option<Value>,
    /// Paths that its check leaves alone, and those that it is for alone; of these none where it is for all.
    ///
    /// Source: atlassian-connect-spring-boot, pull request 80, and `RequireAuthenticationHandlerInterceptor` of 1.0.
    excluded: Vec<String>,
    included: Vec<String>,
    /// Paths that Spring Security leaves alone.
    ignored: Vec<String>,
    /// What the security settings say of which paths, in order: the first that fits counts.
    rules: Vec<PathRule>,
    filters: Filters,
}

/// One line of the security settings.
struct PathRule {
    /// The paths that the settings around it are for; empty where they are for all.
    within: Vec<String>,
    /// None for any request.
    patterns: Option<Vec<String>>,
    method: Option<String>,
    /// Nothing where everybody is let through.
    asks: Option<Value>,
}

impl Frame {
    pub(super) fn of(app: &App, loaded: &Loaded<'_>) -> Self {
        let builds = app.files().filter(|file| {
            let name = file.path.file_name();
            name == "pom.xml" || name.starts_with("build.gradle") || name.ends_with(".versions.toml")
        });
        let mut builds = builds.filter_map(|file| app.tree.read(&file.path).ok());
        let uses_connect = builds.any(|text| text.as_str().contains(CONNECT_STARTER));
        let rules = loaded.calls.iter().filter(|call| is(call, "spring-rule"));
        let settings = spring::in_production(app);
        let paths = |key: &str| spring::list(&settings, key).map(str::to_owned).collect::<Vec<_>>();
        // Spring Boot 1 has a setting for what both leave alone.
        let ignored = paths("security.ignored");
        let in_code = loaded.calls.iter().filter(|call| is(call, "spring-ignored"));
        let in_code = in_code.flat_map(|call| call.arguments.iter().flat_map(texts).collect::<Vec<_>>());
        Self {
            connect: uses_connect.then(|| check(&format!("{CONNECT}RequireAuthentication"))),
            excluded: [paths("atlassian.connect.require-auth-exclude-paths"), ignored.clone()].concat(),
            included: paths("atlassian.connect.require-auth-include-paths"),
            ignored: ignored.into_iter().chain(in_code).collect(),
            rules: rules.filter_map(|call| PathRule::of(loaded, call)).collect(),
            filters: Filters::of(loaded),
        }
    }

    /// What runs before one method that answers a route.
    pub(super) fn before(
        &self,
        loaded: &Loaded<'_>,
        decorated: &Decorated,
        decorators: &[Value],
        (method, path): (&str, &str),
    ) -> Vec<Value> {
        let all = || decorated.decorators.iter().chain(decorators);
        let is_open = all().filter_map(Value::as_external).any(|external| {
            external.path.strip_prefix(CONNECT).is_some_and(|name| name.trim_end_matches("()") == "IgnoreJwt")
        });
        let of_jvm =
            loaded.program.module(decorated.class.module).language.registry() == Language::Java.registry();
        let mut before = Vec::new();
        if of_jvm {
            before.extend(self.filters.before(path));
            let one = |patterns: &[String]| patterns.iter().any(|pattern| covers(pattern, path));
            let is_left_out = one(&self.excluded) || !self.included.is_empty() && !one(&self.included);
            before.extend(self.connect.clone().filter(|_| !is_open && !is_left_out));
            let rule = self.rules.iter().find(|rule| rule.is_for(method, path));
            before.extend(rule.filter(|_| !one(&self.ignored)).and_then(|rule| rule.asks.clone()));
        }
        let proves = |value: &&Value| {
            let made_by = value.as_external().and_then(|external| external.made_by.as_ref());
            let check = made_by.and_then(|call| call.model).and_then(|model| model.check.as_ref());
            check.is_some_and(|check| check.when == Verdict::Next)
        };
        before.extend(all().filter(proves).cloned());
        before
    }
}

impl PathRule {
    fn of(loaded: &Loaded<'_>, call: &Call) -> Option<Self> {
        // Java says of whom before what is asked of them; Kotlin names both in one call.
        let (of_whom, asked): (Vec<Value>, String) = match last(&call.path) {
            "authorize" => {
                let (asked, of_whom) = call.arguments.split_last()?;
                (of_whom.to_vec(), last(&externals(asked).next()?.path).to_owned())
            }
            asked => {
                let matched = externals(&call.receiver).find_map(|it| it.made_by.as_ref())?;
                (matched.arguments.clone(), asked.to_owned())
            }
        };
        let is_any = |external: &External| matches!(last(&external.path), "anyRequest" | "anyExchange");
        let any = call.path.contains("anyRequest") || of_whom.iter().flat_map(externals).any(is_any);
        let patterns: Vec<String> = of_whom.iter().flat_map(texts).collect();
        // What is matched by something else than a path is not known.
        if !any && patterns.is_empty() {
            return None;
        }
        let method = of_whom.iter().flat_map(externals).find_map(|external| {
            external.path.contains("HttpMethod").then(|| last(&external.path).to_owned())
        });
        let asks = (!OPEN.contains(&asked.as_str())).then(|| check(&call.path));
        let patterns = (!any).then_some(patterns);
        Some(Self { within: within(loaded, call.site), patterns, method, asks })
    }

    fn is_for(&self, method: &str, path: &str) -> bool {
        let one = |patterns: &[String]| patterns.iter().any(|pattern| covers(pattern, path));
        (self.within.is_empty() || one(&self.within))
            && self.patterns.as_deref().is_none_or(one)
            && self.method.as_deref().is_none_or(|only| only == method)
    }
}

/// The paths that the settings are for which a place is a part of: `http.securityMatcher("/api/**")` in the same method.
fn within(loaded: &Loaded<'_>, site: Site) -> Vec<String> {
    let functions = &loaded.program.module(site.module).functions;
    let around = functions.iter().filter(|function| {
        let holds = function.span.start <= site.span.start && site.span.end <= function.span.end;
        holds && matches!(function.kind, FunctionKind::Method | FunctionKind::Plain)
    });
    let Some(method) = around.min_by_key(|function| function.span.end - function.span.start) else {
        return Vec::new();
    };
    let limits = loaded.calls.iter().filter(|call| {
        is(call, "spring-scope")
            && call.site.module == site.module
            && method.span.start <= call.site.span.start
            && call.site.span.end <= method.span.end
    });
    limits.flat_map(|call| call.arguments.iter().flat_map(texts).collect::<Vec<_>>()).collect()
}

/// The paths a value says: a text, or a matcher that was made of one.
fn texts(value: &Value) -> Vec<String> {
    let made_with = externals(value).flat_map(|external| external.made_with.iter().cloned());
    let all: Vec<Value> = std::iter::once(value.clone()).chain(made_with).collect();
    let each = all.iter().flat_map(|value| value.elements().into_iter().chain([value.clone()]));
    each.filter_map(|value| value.as_constant().map(str::to_owned)).collect()
}

/// True for a call whose model names it so.
pub(super) fn is(call: &Call, product: &str) -> bool {
    call.model.and_then(|model| model.product.as_deref()) == Some(product)
}

pub(super) fn last(path: &str) -> &str {
    path.rsplit(['.', ':']).next().unwrap_or_default().trim_end_matches("()")
}

/// `/public/**` covers `/public/notes`.
pub(super) fn covers(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, _)) => path.starts_with(before.trim_end_matches('/')),
        None => pattern == path,
    }
}
