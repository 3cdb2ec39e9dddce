//! Mails that are read as markup.

use assay_code::{
    Action, Event, Origin, Source, Value,
    model::{Effect, Role},
};

use super::{hosts, sink::opened};

/// Services that take mails by request.
const HOSTS: [&str; 6] = [
    "api.resend.com",
    "api.sendgrid.com",
    "api.postmarkapp.com",
    "api.mailgun.net",
    "api.eu.mailgun.net",
    "api.brevo.com",
];
/// What these call the markup in what they are sent.
const FIELDS: [&str; 3] = ["html", "HtmlBody", "htmlContent"];

/// The markup of a mail, with the name of what sends it.
pub(crate) fn markup(event: &Event) -> Vec<(String, Value)> {
    let Action::Call(call) = &event.action else { return Vec::new() };
    let found = match call.effect() {
        Some(Effect::MailSend) => call.role_all(Role::Html),
        Some(Effect::Egress) => {
            let urls = call.role_all(Role::Url);
            let mut hosts =
                urls.iter().flat_map(Value::texts).filter_map(|it| hosts::host_of(&it.template()));
            if !hosts.any(|host| HOSTS.contains(&host.as_str())) {
                return Vec::new();
            }
            let sent = [call.role(Role::Body), call.role(Role::Options).field("body")];
            let sent = sent.iter().flat_map(opened).collect::<Vec<_>>();
            sent.iter().flat_map(|body| FIELDS.map(|name| body.field(name))).collect()
        }
        _ => Vec::new(),
    };
    let found = found.into_iter().filter(|value| !value.is_undefined());
    found.map(|value| (call.path.to_string(), value)).collect()
}

/// A mail goes to somebody else: what a caller wrote counts, and not what the app keeps or was answered.
pub(crate) fn is_foreign(origin: &Origin) -> bool {
    matches!(origin.source, Source::Caller(_) | Source::Agent)
}
