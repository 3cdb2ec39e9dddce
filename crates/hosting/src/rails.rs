//! Rails' configuration: `config/application.rb`, `config/environments/production.rb` and the initializers.
//!
//! Source: guides.rubyonrails.org/v8.0/configuring.html and /security.html (read 2026-11-22).

use assay_source::{RelPath, Span};

use crate::{
    Breadth, Site,
    reading::Reading,
    script::{self, Setting, holds_somewhere, quoted, without_comment},
};

/// What Rails sends where nobody says otherwise, of the headers that policies are about.
const DEFAULTS: [(&str, &str); 2] =
    [("x-frame-options", "SAMEORIGIN"), ("referrer-policy", "strict-origin-when-cross-origin")];

/// Whether a Ruby file is one of those that count in production.
pub(crate) fn is_configuration(path: &RelPath) -> bool {
    let folders = path.parent();
    let folders = folders.as_str();
    let below = |folder: &str| folders == folder || folders.ends_with(&format!("/{folder}"));
    match path.file_name() {
        "application.rb" => below("config"),
        "production.rb" => below("config/environments"),
        name => name.ends_with(".rb") && below("config/initializers"),
    }
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    let settings = script::settings(&reading.text, '#');
    let named = |name: &str| settings.iter().rfind(|setting| setting.name.ends_with(name));
    if reading.name() == "application.rb" {
        application(reading);
    }
    if let Some(forced) = named("config.force_ssl").filter(|setting| setting.truth() == Some(true)) {
        transport(reading, forced, named("config.ssl_options"));
    }
    policy(reading);
}

/// Those of the whole application, and the headers it has by default.
fn application(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let class = (1..=text.line_count()).find(|number| text.line(*number).contains("Rails::Application"));
    let Some(line) = class else { return };
    let span = text.line_span(line);
    let place = reading.place(span);
    reading.hosting.sites.push(Site {
        what: "the Rails server".to_owned(),
        speaks_tls: false,
        serves_files: true,
        adds_hsts: false,
        in_part: false,
        place,
    });
    let changed = holds_somewhere(reading.app, "rb", "default_headers");
    for (name, value) in DEFAULTS {
        // One action, or all, may send another or none.
        let by_actions = ["headers.delete", "headers.except", "X-Frame-Options"];
        let taken_out = changed
            || name == "x-frame-options"
                && by_actions.iter().any(|text| holds_somewhere(reading.app, "rb", text));
        reading.header(name, Some(value).filter(|_| !taken_out), Breadth::Whole, span);
    }
}

/// `force_ssl` sends HSTS for two years with all subdomains, unless `ssl_options` says otherwise.
fn transport(reading: &mut Reading<'_>, forced: &Setting, options: Option<&Setting>) {
    let said = options.map(|options| options.value.replace(' ', ""));
    let value = match said.as_deref() {
        Some(said) if said.contains("hsts:false") => return,
        Some(said) if said.contains("hsts") => None,
        _ => Some("max-age=63072000; includeSubDomains"),
    };
    reading.header("strict-transport-security", value, Breadth::Whole, forced.span);
}

/// `policy.script_src :self, :https` in the block of `content_security_policy`.
fn policy(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let mut variable: Option<(String, Span)> = None;
    let mut directives: Vec<String> = Vec::new();
    for number in 1..=text.line_count() {
        let line = without_comment(text.line(number), '#').trim();
        if line.contains("content_security_policy_report_only") && line.ends_with("true") {
            return;
        }
        if let Some((_, block)) = line.split_once("content_security_policy do |") {
            let name = block.trim_end_matches('|').trim().to_owned();
            variable = Some((name, text.line_span(number)));
            continue;
        }
        let Some((name, _)) = &variable else { continue };
        let call = line.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('.'));
        let Some((directive, sources)) = call.and_then(|call| call.split_once([' ', '('])) else { continue };
        let sources = sources.trim_end_matches(')').split(',').map(source);
        directives.push(format!("{} {}", directive.replace('_', "-"), sources.collect::<Vec<_>>().join(" ")));
    }
    let Some((_, span)) = variable.filter(|_| !directives.is_empty()) else { return };
    reading.header("content-security-policy", Some(&directives.join("; ")), Breadth::Whole, span);
}

/// `:unsafe_inline` is `'unsafe-inline'`, `:https` is `https:`; of what is computed an `x`.
fn source(written: &str) -> String {
    let written = written.trim();
    if let Some(symbol) = written.strip_prefix(':') {
        return match symbol {
            "https" | "http" | "data" | "blob" | "mediastream" | "filesystem" | "ws" | "wss" => {
                format!("{symbol}:")
            }
            _ => format!("'{}'", symbol.replace('_', "-")),
        };
    }
    quoted(written).into_iter().next().unwrap_or_else(|| "x".to_owned())
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn headers_of_rails_are_read() {
        let value = |hosting: &crate::Hosting, name: &str| {
            hosting.headers.iter().find(|it| it.name == name).and_then(|it| it.value.clone())
        };
        let production = read_one(
            "config/environments/production.rb",
            "Rails.application.configure do\n  config.force_ssl = true\nend\n",
        );
        assert_eq!(
            value(&production, "strict-transport-security").as_deref(),
            Some("max-age=63072000; includeSubDomains")
        );
        let none = "  # config.force_ssl = true\n";
        assert!(read_one("config/environments/production.rb", none).headers.is_empty());
        let off = "  config.force_ssl = true\n  config.ssl_options = { hsts: false }\n";
        assert!(read_one("config/environments/production.rb", off).headers.is_empty());
        let policy = "Rails.application.config.content_security_policy do |policy|\n  policy.default_src :self, :https\n  policy.script_src :self, :unsafe_inline, \"https://cdn.example.com\"\nend\n";
        let policy = read_one("config/initializers/content_security_policy.rb", policy);
        assert_eq!(
            value(&policy, "content-security-policy").as_deref(),
            Some("default-src 'self' https:; script-src 'self' 'unsafe-inline' https://cdn.example.com")
        );
        let application = read_one("config/application.rb", "class Application < Rails::Application\nend\n");
        assert_eq!(
            value(&application, "referrer-policy").as_deref(),
            Some("strict-origin-when-cross-origin")
        );
        assert_eq!(application.sites.len(), 1);
    }
}
