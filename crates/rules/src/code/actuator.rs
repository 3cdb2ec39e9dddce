//! What Spring Boot's actuator answers anybody with, by its settings.
//!
//! Source: Spring Boot 3.5 reference, "Endpoints": exposing, securing and switching them off, a port of their own (read
//! 2026-11-23).

use assay_hosting::Variable;

use crate::Case;

/// Endpoints that tell what the app is made of and set up with, or change it.
const TELLING: [&str; 9] = [
    "env",
    "configprops",
    "loggers",
    "threaddump",
    "heapdump",
    "httpexchanges",
    "httptrace",
    "logfile",
    "sessions",
];

/// The endpoints that a setting opens to anybody.
pub(super) struct Opened<'a> {
    /// The setting.
    pub(super) setting: &'a Variable,
    /// Their names.
    pub(super) endpoints: Vec<&'static str>,
    /// Why somebody may be asked after all.
    pub(super) doubt: Option<&'static str>,
}

/// The setting that opens some of them, where nothing asks who calls.
pub(super) fn opened<'a>(case: &Case<'a>) -> Option<Opened<'a>> {
    let settings = case.hosting.variables.iter().filter(|setting| !setting.for_development);
    let settings: Vec<&Variable> = settings.filter(|it| it.name.starts_with("management.")).collect();
    let given = |key: &str| -> Vec<(&'a Variable, &'a str)> {
        let of_key = settings.iter().filter(|setting| {
            setting.name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        });
        let values = of_key.filter_map(|setting| Some((*setting, setting.value.as_deref()?)));
        values.flat_map(|(setting, value)| value.split(',').map(move |one| (setting, one.trim()))).collect()
    };
    let included = given("management.endpoints.web.exposure.include");
    let excluded = given("management.endpoints.web.exposure.exclude");
    let is_off = |name: &str| {
        let key = format!("management.endpoint.{name}.");
        let said = |last: &str| given(&format!("{key}{last}")).first().map(|(_, value)| *value);
        said("enabled") == Some("false") || said("access") == Some("none")
    };
    let holds =
        |list: &[(&Variable, &str)], name: &str| list.iter().any(|(_, one)| *one == "*" || *one == name);
    let names = TELLING.into_iter();
    let endpoints: Vec<&str> =
        names.filter(|name| holds(&included, name) && !holds(&excluded, name) && !is_off(name)).collect();
    let opens = |one: &str| one == "*" || endpoints.contains(&one);
    let setting = included.iter().find(|(_, one)| opens(one)).map(|(setting, _)| *setting)?;
    // A port or address of its own is one that the internet doesn't reach, by the look of it.
    let is_apart =
        !given("management.server.port").is_empty() || !given("management.server.address").is_empty();
    let off_by_default =
        given("management.endpoints.enabled-by-default").iter().any(|(_, it)| *it == "false")
            || given("management.endpoints.access.default").iter().any(|(_, it)| *it == "none");
    if endpoints.is_empty() || is_apart || off_by_default {
        return None;
    }
    let asked = asked(case);
    (asked != Asked::Everybody).then(|| Opened {
        setting,
        endpoints,
        doubt: (asked == Asked::Perhaps)
            .then_some("whether the framework of Connect asks for a password there is not known"),
    })
}

#[derive(PartialEq, Eq)]
enum Asked {
    Everybody,
    Perhaps,
    Nobody,
}

/// Who is asked to sign in before an endpoint answers. Without Spring Security nobody is; with it and no rules of one's own
/// everybody; with rules, whoever they say.
fn asked(case: &Case<'_>) -> Asked {
    let mut builds = String::new();
    let mut code = String::new();
    for file in case.app.files() {
        let name = file.path.file_name();
        let is_build = matches!(name, "pom.xml" | "build.gradle" | "build.gradle.kts" | "libs.versions.toml");
        let is_code = matches!(file.path.extension().as_deref(), Some("java" | "kt"));
        let text = (is_build || is_code).then(|| case.app.tree.read(&file.path).ok()).flatten();
        let Some(text) = text.filter(|_| !file.path.as_str().contains("src/test/")) else { continue };
        let all = if is_build { &mut builds } else { &mut code };
        all.push_str(text.as_str());
    }
    let squeezed: String = code.split_whitespace().collect();
    let has_rules = squeezed.contains("SecurityFilterChain")
        || squeezed.contains("SecurityWebFilterChain")
        || squeezed.contains("WebSecurityConfigurerAdapter");
    let names_them = squeezed.contains("EndpointRequest") || squeezed.contains("\"/actuator");
    let all_others =
        ["anyRequest().authenticated()", "anyRequest().denyAll()", "anyExchange().authenticated()"];
    let is_connect = builds.contains("atlassian-connect-spring-boot");
    match () {
        // Nothing is served where it isn't among the parts.
        () if !builds.contains("actuator") => Asked::Everybody,
        () if names_them || all_others.iter().any(|rule| squeezed.contains(rule)) => Asked::Everybody,
        () if has_rules => Asked::Nobody,
        () if is_connect => Asked::Perhaps,
        () if builds.contains("spring-boot-starter-security")
            || builds.contains("spring-boot-starter-oauth2") =>
        {
            Asked::Everybody
        }
        () => Asked::Nobody,
    }
}
