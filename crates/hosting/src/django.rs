//! Django's settings, and those of django-csp, as far as they stand there as text: what an expression makes of the
//! environment is not known.
//!
//! Source: docs.djangoproject.com/en/5.2/ref/settings and /ref/middleware, django-csp.readthedocs.io (read 2026-11-22).

use assay_source::Span;

use crate::{
    Breadth, CookieSettings, Site,
    reading::{Reading, is_for_development},
    script::{self, Setting, holds_somewhere},
};

const SECURITY: &str = "django.middleware.security.SecurityMiddleware";
const FRAMING: &str = "django.middleware.clickjacking.XFrameOptionsMiddleware";

/// Whether a Python file holds such settings.
pub(crate) fn is_settings(content: &str) -> bool {
    ["INSTALLED_APPS", "MIDDLEWARE", "SECURE_", "SESSION_COOKIE_"].iter().any(|word| content.contains(word))
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    if is_for_development(&reading.name()) {
        return;
    }
    let settings = script::settings(&reading.text, '#');
    let named = |name: &str| settings.iter().rfind(|setting| setting.name == name);
    let middleware = |class: &str| {
        let text = reading.text.clone();
        (1..=text.line_count()).find_map(|number| {
            let line = text.line(number);
            (line.contains(class) && !line.trim_start().starts_with('#')).then(|| text.line_span(number))
        })
    };
    let (security, framing) = (middleware(SECURITY), middleware(FRAMING));
    if named("INSTALLED_APPS").is_some() || named("MIDDLEWARE").is_some() {
        let at = named("MIDDLEWARE").or(named("INSTALLED_APPS")).map_or(Span::new(0, 0), |it| it.span);
        let place = reading.place(at);
        reading.hosting.sites.push(Site {
            what: "the Django server".to_owned(),
            speaks_tls: false,
            serves_files: true,
            adds_hsts: false,
            in_part: false,
            place,
        });
    }
    if let Some(seconds) = named("SECURE_HSTS_SECONDS").filter(|it| it.number() != Some(0)) {
        // Off by default. Whether subdomains are in it, a setting that is computed leaves open.
        let subdomains = named("SECURE_HSTS_INCLUDE_SUBDOMAINS").map_or(Some(false), Setting::truth);
        let value = seconds.number().zip(subdomains).map(|(age, subdomains)| crate::hsts(age, subdomains));
        reading.header("strict-transport-security", value.as_deref(), Breadth::Whole, seconds.span);
    }
    match (named("SECURE_REFERRER_POLICY"), security) {
        (Some(policy), _) if policy.value.trim() == "None" => {}
        (Some(policy), _) => {
            reading.header("referrer-policy", policy.text().as_deref(), Breadth::Whole, policy.span);
        }
        // Since version 3.0.
        (None, Some(span)) => reading.header("referrer-policy", Some("same-origin"), Breadth::Whole, span),
        (None, None) => {}
    }
    if let Some(span) = framing {
        let given = named("X_FRAME_OPTIONS");
        let value = given.map_or_else(|| Some("DENY".to_owned()), Setting::text);
        // Views can be let out one by one.
        let value = value.filter(|_| !holds_somewhere(reading.app, "py", "xframe_options_"));
        let at = given.map_or(span, |setting| setting.span);
        reading.header("x-frame-options", value.as_deref(), Breadth::Whole, at);
    }
    if let Some(debug) = named("DEBUG") {
        reading.variable("DEBUG", Some(&debug.value), false, debug.span);
    }
    policy(reading, &settings);
    cookies(reading, &settings);
}

/// django-csp: `CSP_SCRIPT_SRC = ("'self'",)` until version 3, one dictionary since, as Django has one of its own since 6.
fn policy(reading: &mut Reading<'_>, settings: &[Setting]) {
    let whole = ["CONTENT_SECURITY_POLICY", "SECURE_CSP"];
    if let Some(setting) = settings.iter().find(|setting| whole.contains(&setting.name.as_str())) {
        return reading.header("content-security-policy", None, Breadth::Whole, setting.span);
    }
    let parts = settings.iter().filter(|it| it.name.starts_with("CSP_") && it.name.ends_with("_SRC"));
    let parts: Vec<&Setting> = parts.collect();
    let Some(first) = parts.first() else { return };
    let directives: Option<Vec<String>> = parts
        .iter()
        .map(|part| {
            let name = part.name.trim_start_matches("CSP_").to_ascii_lowercase().replace('_', "-");
            Some(format!("{name} {}", part.texts()?.join(" ")))
        })
        .collect();
    let value = directives.map(|directives| directives.join("; "));
    reading.header("content-security-policy", value.as_deref(), Breadth::Whole, first.span);
}

fn cookies(reading: &mut Reading<'_>, settings: &[Setting]) {
    for setting in settings {
        let Some(flag) = setting.name.strip_prefix("SESSION_COOKIE_") else { continue };
        let place = reading.place(setting.span);
        let mut cookie = CookieSettings { secure: None, http_only: None, same_site: None, place };
        match flag {
            "SECURE" => cookie.secure = setting.truth(),
            "HTTPONLY" => cookie.http_only = setting.truth(),
            "SAMESITE" => cookie.same_site = setting.text().map(|text| text.to_ascii_lowercase()),
            _ => continue,
        }
        reading.hosting.cookies.push(cookie);
    }
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    const SETTINGS: &str = "\
MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    # 'django.middleware.clickjacking.XFrameOptionsMiddleware',
]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365  # a year
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = False
CSP_DEFAULT_SRC = (\"'self'\",)
CSP_SCRIPT_SRC = (
    \"'self'\",
    'cdn.example.com',
)
";

    #[test]
    fn settings_are_headers_and_cookies() {
        let hosting = read_one("notes/settings.py", SETTINGS);
        let value = |name: &str| hosting.headers.iter().find(|it| it.name == name)?.value.clone();
        assert_eq!(
            value("strict-transport-security").as_deref(),
            Some("max-age=31536000; includeSubDomains")
        );
        assert_eq!(value("referrer-policy").as_deref(), Some("same-origin"));
        assert_eq!(value("x-frame-options"), None);
        let policy = "default-src 'self'; script-src 'self' cdn.example.com";
        assert_eq!(value("content-security-policy").as_deref(), Some(policy));
        assert_eq!(
            hosting.cookies.iter().map(|it| (it.secure, it.http_only)).collect::<Vec<_>>(),
            [(None, None), (None, Some(false))]
        );
        assert_eq!(hosting.sites.len(), 1);
    }

    #[test]
    fn settings_for_developers_and_computed_ones_say_nothing() {
        assert!(read_one("notes/settings_dev.py", SETTINGS).headers.is_empty());
        let hosting =
            read_one("notes/settings.py", "MIDDLEWARE = []\nSECURE_HSTS_SECONDS = int(environ['AGE'])\n");
        assert_eq!(hosting.headers.len(), 1);
        assert_eq!(hosting.headers[0].value, None);
        assert!(
            read_one("notes/settings.py", "MIDDLEWARE = []\nSECURE_HSTS_SECONDS = 0\n").headers.is_empty()
        );
    }
}
