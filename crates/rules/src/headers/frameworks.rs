//! Headers that frameworks of other languages send: Spring Security, Ktor, Flask-Talisman, Go's `secure` and Echo, ASP.NET.
//!
//! Source: docs.spring.io/spring-security/reference/servlet/exploits/headers.html, github.com/wntrblm/flask-talisman,
//! ktor.io/docs/server-hsts.html,
//! pkg.go.dev of unrolled/secure, gin-contrib/secure and echo/middleware, learn.microsoft.com/aspnet/core/security/enforcing-ssl
//! (read 2026-11-22).

use assay_code::{Action, Analysis, Call, Event, Target, Value, model::Role};

use super::setting::{Named, text_of};

/// The headers a call of a framework sends: the model names which framework's it is.
pub(super) fn headers(code: &Analysis, call: &Call) -> Vec<Named> {
    match call.model.and_then(|model| model.product.as_deref()) {
        Some("spring-security") => spring_part(call),
        Some("ktor-plugin") => ktor(code, call),
        Some("talisman") => talisman(&settings_of(call)),
        Some("go-secure") => go_secure(&settings_of(call)),
        Some("echo-secure") => echo_secure(&settings_of(call)),
        Some("aspnet-hsts") => vec![named("strict-transport-security", aspnet_age(code))],
        _ => Vec::new(),
    }
}

fn named(name: &str, value: Option<String>) -> Named {
    (name.to_owned(), value.map(|value| (value, false)))
}

/// The last argument that has fields: keyword arguments, a literal of a struct.
fn settings_of(call: &Call) -> Value {
    let literal = |value: &Value| {
        let made_with = value.as_external().and_then(|made| made.made_with.first().cloned());
        made_with.unwrap_or_else(|| value.clone())
    };
    let given = call.arguments.iter().rev().map(literal).find(|value| !value.fields().is_empty());
    given.unwrap_or_else(Value::undefined)
}

/// `true` where a field says so, or nothing does and that is the default.
fn on(settings: &Value, name: &str, default: bool) -> bool {
    settings.field(name).as_boolean().unwrap_or(default)
}

/// One call of `headers(…)`: a policy, a referrer policy, an age.
fn spring_part(call: &Call) -> Vec<Named> {
    let value = call.role(Role::Value);
    // A lambda, or `withDefaults()`: what it calls itself is told apart.
    if value.is_function() {
        return Vec::new();
    }
    spring(call.path.rsplit('.').next().unwrap_or_default(), &value)
}

/// What is assigned in a block of the Kotlin settings: `policyDirectives = "…"`.
pub(super) fn spring_block(name: &str, value: &Value) -> Vec<Named> {
    // `deny = false` says nothing.
    if value.as_boolean() == Some(false) { Vec::new() } else { spring(name, value) }
}

/// The header that one setting is for.
fn spring(name: &str, value: &Value) -> Vec<Named> {
    match name {
        "contentSecurityPolicy" | "policyDirectives" => {
            vec![named("content-security-policy", text_of(value))]
        }
        "referrerPolicy" | "policy" => {
            let constant = value.external_path().and_then(|path| path.rsplit('.').next());
            let word = constant.map(|word| word.to_ascii_lowercase().replace('_', "-"));
            let none = value.is_undefined().then(|| "no-referrer".to_owned());
            vec![named("referrer-policy", word.or(none))]
        }
        "maxAgeInSeconds" | "maxAge" => {
            let age = value.as_number().map(|age| assay_hosting::hsts(age, true));
            vec![named("strict-transport-security", age)]
        }
        "sameOrigin" => vec![named("x-frame-options", Some("SAMEORIGIN".to_owned()))],
        "deny" => vec![named("x-frame-options", Some("DENY".to_owned()))],
        _ => Vec::new(),
    }
}

/// What Spring Security sends where it is set up and nobody says otherwise, with the place where it is set up.
pub(super) fn spring_defaults(code: &Analysis) -> Option<(&Event, Vec<Named>)> {
    const BUILDER: &str = "@jvm/org.springframework.security.config.annotation.web.builders:HttpSecurity()";
    let (first, _) = code.calls_below(BUILDER).next()?;
    let text: String = code.text(first.site).as_str().chars().filter(|c| !c.is_whitespace()).collect();
    const OFF: [&str; 5] = [
        ".headers().disable()",
        "headers{disable()",
        ".headers(AbstractHttpConfigurer::disable)",
        ".headers(HeadersConfigurer::disable)",
        "defaultsDisabled",
    ];
    if OFF.iter().any(|off| text.contains(off)) {
        return None;
    }
    let mut headers = Vec::new();
    if !text.contains("httpStrictTransportSecurity") {
        headers
            .push(named("strict-transport-security", Some("max-age=31536000; includeSubDomains".to_owned())));
    }
    if !text.contains("cacheControl") {
        let value = "no-cache, no-store, max-age=0, must-revalidate";
        headers.push(named("cache-control", Some(value.to_owned())));
    }
    if !text.contains("frameOptions") {
        headers.push(named("x-frame-options", Some("DENY".to_owned())));
    }
    Some((first, headers))
}

fn talisman(settings: &Value) -> Vec<Named> {
    let mut headers = Vec::new();
    if on(settings, "strict_transport_security", true) {
        let age = settings.field("strict_transport_security_max_age");
        let age = if age.is_undefined() { Some(31_556_926.0) } else { age.as_number() };
        let with_subdomains = on(settings, "strict_transport_security_include_subdomains", true);
        let value = age.map(|age| assay_hosting::hsts(age, with_subdomains));
        headers.push(named("strict-transport-security", value));
    }
    let policy = settings.field("content_security_policy");
    // `False`, `None` and an empty text switch it off.
    let off = policy.is_constant() && policy.truthiness() == assay_code::Truthiness::Never;
    if policy.is_undefined() {
        headers
            .push(named("content-security-policy", Some("default-src 'self'; object-src 'none'".to_owned())));
    } else if !off && !on(settings, "content_security_policy_report_only", false) {
        let directives = policy.fields();
        let text = if directives.is_empty() { text_of(&policy) } else { Some(directive_texts(&policy)) };
        headers.push(named("content-security-policy", text));
    }
    let referrer = settings.field("referrer_policy");
    let default = "strict-origin-when-cross-origin".to_owned();
    headers.push(named(
        "referrer-policy",
        if referrer.is_undefined() { Some(default) } else { text_of(&referrer) },
    ));
    let frames = settings.field("frame_options");
    if frames.is_undefined() {
        headers.push(named("x-frame-options", Some("SAMEORIGIN".to_owned())));
    } else if !(frames.is_constant() && frames.truthiness() == assay_code::Truthiness::Never) {
        headers.push(named("x-frame-options", text_of(&frames)));
    }
    headers
}

/// `{"script-src": ["'self'"]}` as one text.
fn directive_texts(policy: &Value) -> String {
    let texts = policy.fields().into_iter().map(|(name, sources)| {
        let sources = match text_of(&sources) {
            Some(text) => text.replace(", ", " "),
            None => "x".to_owned(),
        };
        format!("{name} {sources}")
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// unrolled/secure and gin-contrib/secure: a header for each option, and none without.
fn go_secure(settings: &Value) -> Vec<Named> {
    let with_subdomains =
        on(settings, "STSIncludeSubdomains", false) || on(settings, "STSIncludeSubDomains", false);
    let mut headers: Vec<_> = hsts(settings, "STSSeconds", with_subdomains).into_iter().collect();
    texts(
        settings,
        &mut headers,
        &[
            ("ContentSecurityPolicy", "content-security-policy"),
            ("ReferrerPolicy", "referrer-policy"),
            ("CustomFrameOptionsValue", "x-frame-options"),
        ],
    );
    if on(settings, "FrameDeny", false) {
        headers.push(named("x-frame-options", Some("DENY".to_owned())));
    }
    headers
}

/// HSTS of the seconds that a setting says; none where it is not set.
fn hsts(settings: &Value, age: &str, with_subdomains: bool) -> Option<Named> {
    let age = settings.field(age);
    let value = age.as_number().map(|age| assay_hosting::hsts(age, with_subdomains));
    (!age.is_undefined()).then(|| named("strict-transport-security", value))
}

/// Echo: `SAMEORIGIN` for frames by default, HSTS where an age is given.
fn echo_secure(settings: &Value) -> Vec<Named> {
    let with_subdomains = !on(settings, "HSTSExcludeSubdomains", false);
    let mut headers: Vec<_> = hsts(settings, "HSTSMaxAge", with_subdomains).into_iter().collect();
    texts(
        settings,
        &mut headers,
        &[
            ("ContentSecurityPolicy", "content-security-policy"),
            ("ReferrerPolicy", "referrer-policy"),
            ("XFrameOptions", "x-frame-options"),
        ],
    );
    if settings.field("XFrameOptions").is_undefined() {
        headers.push(named("x-frame-options", Some("SAMEORIGIN".to_owned())));
    }
    headers
}

fn texts(settings: &Value, headers: &mut Vec<Named>, options: &[(&str, &str)]) {
    for (option, header) in options {
        let value = settings.field(option);
        if !value.is_undefined() && value.as_constant() != Some("") {
            headers.push(named(header, text_of(&value)));
        }
    }
}

/// `install(HSTS) { maxAgeInSeconds = … }`: a year and all subdomains where nothing is said.
fn ktor(code: &Analysis, call: &Call) -> Vec<Named> {
    let plugin = call.argument(0);
    if !plugin.external_path().is_some_and(|path| path.ends_with("HSTS")) {
        return Vec::new();
    }
    let age = assigned(code, "Settings.maxAgeInSeconds").map_or(Some(31_536_000.0), |age| age.as_number());
    let subdomains = assigned(code, "Settings.includeSubDomains").and_then(|value| value.as_boolean());
    let value = age.map(|age| assay_hosting::hsts(age, subdomains != Some(false)));
    vec![named("strict-transport-security", value)]
}

/// What is assigned to a setting of a framework, by the end of its path.
fn assigned(code: &Analysis, name: &str) -> Option<Value> {
    code.events.iter().find_map(|event| match &event.action {
        Action::Assign(assign) => match &assign.target {
            Target::External(path) if path.ends_with(name) => Some(assign.value.clone()),
            _ => None,
        },
        _ => None,
    })
}

/// `AddHsts(options => options.MaxAge = TimeSpan.FromDays(365))`; thirty days where nothing is said.
fn aspnet_age(code: &Analysis) -> Option<String> {
    const DEFAULT: f64 = 30.0 * 86_400.0;
    let seconds = |value: &Value| {
        let span = value.as_external()?;
        let unit = match span.path.rsplit('.').next()? {
            "FromDays()" => 86_400.0,
            "FromHours()" => 3_600.0,
            "FromMinutes()" => 60.0,
            "FromSeconds()" => 1.0,
            _ => return None,
        };
        Some(span.made_with.first()?.as_number()? * unit)
    };
    let age = assigned(code, "HstsOptions.MaxAge").map_or(Some(DEFAULT), |value| seconds(&value));
    let subdomains = assigned(code, "HstsOptions.IncludeSubDomains").and_then(|value| value.as_boolean());
    age.map(|age| assay_hosting::hsts(age, subdomains == Some(true)))
}
