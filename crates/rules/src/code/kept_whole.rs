//! What lies in a record that is kept as it came: other places name its fields, by using them or by sending them.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use assay_code::{
    Analysis, Call, Event, Origin, Reach, Site, Source, Value,
    model::{Effect, Role},
};

use super::kept_records;
use super::sensitive::is_secret_name;

/// A field of such a record that is a secret.
#[derive(Clone)]
pub(crate) struct SecretField {
    /// Its name, with the way into the record before it: `auth.token`.
    pub(crate) name: String,
    /// Where it is used or sent.
    pub(crate) site: Site,
}

/// By the key of a record, or the name of a function: the secrets in it.
type Secrets = BTreeMap<String, Vec<SecretField>>;

/// What the code does with fields of stored records and of payloads, looked at once and only where somebody asks.
pub(crate) struct KeptWhole<'a> {
    code: &'a Analysis,
    used: OnceCell<Secrets>,
    sent: OnceCell<Secrets>,
}

impl<'a> KeptWhole<'a> {
    pub(crate) fn of(code: &'a Analysis) -> Self {
        Self { code, used: OnceCell::new(), sent: OnceCell::new() }
    }

    /// The secret in a stored record that is part of a value as it was stored, and the record: other places use the secret.
    pub(crate) fn handed_on(&self, value: &Value) -> Option<(SecretField, Origin)> {
        let mut found = None;
        let mut look_at = |part: &Value| {
            if found.is_some() {
                return;
            }
            let origins = part.deep_origins();
            found = origins.iter().find_map(|origin| {
                let Source::Stored(read) = &origin.source else { return None };
                if !origin.field.is_empty() || !origin.cleansed.is_as_it_came() {
                    return None;
                }
                let key = kept_records::template(&read.call.role(Role::Key))?;
                let fields = self.used.get_or_init(|| used_secrets(self.code)).get(&key)?;
                let is_in_it = |field: &&SecretField| {
                    let inner = origin.at_field(&field.name);
                    let there = part.field_at(&field.name).deep_origins();
                    there.iter().any(|it| it.names_same(&inner) && it.cleansed.is_as_it_came())
                };
                fields.iter().find(is_in_it).map(|field| (field.clone(), origin.clone()))
            });
        };
        look_at(value);
        value.visit(&mut look_at, 4);
        found
    }

    /// The secret in what is kept under a key as it came.
    pub(crate) fn secret(&self, event: &Event, value: &Value, key: &Value) -> Option<SecretField> {
        let entry = event.entry.filter(|_| event.reach == Reach::Entry)?;
        let value = parsed(value);
        let origins = value.deep_origins();
        let whole: Vec<&Origin> = origins.iter().filter(|origin| is_whole(origin)).collect();
        if whole.is_empty() {
            return None;
        }
        let is_kept = |field: &str| is_plain(&value.field_at(field));
        let used = || {
            let key = kept_records::template(key)?;
            let fields = self.used.get_or_init(|| used_secrets(self.code)).get(&key)?;
            fields.iter().find(|field| is_kept(&field.name)).cloned()
        };
        let sent = || {
            let name = &self.code.entry(entry).name;
            let name = name.rsplit('/').next().unwrap_or(name);
            let fields = self.sent.get_or_init(|| sent_secrets(self.code)).get(name)?;
            fields.iter().find_map(|field| {
                let inner = whole.iter().find_map(|origin| below(&origin.field, &field.name))?;
                is_kept(inner).then(|| SecretField { name: inner.to_owned(), site: field.site })
            })
        };
        used().or_else(sent).or_else(|| {
            self.code.calls_of(entry).filter(|(_, call)| is_use(call)).find_map(|(_, call)| {
                secrets_in(call).iter().find_map(|origin| {
                    let inner = whole.iter().find_map(|whole| {
                        let inner = below(&whole.field, &origin.field)?;
                        whole.at_field(inner).names_same(origin).then_some(inner)
                    })?;
                    is_kept(inner).then(|| SecretField { name: inner.to_owned(), site: call.site })
                })
            })
        })
    }
}

/// What was written out as text, read again.
fn parsed(value: &Value) -> Value {
    match value.as_text().map(assay_code::Text::parts) {
        Some([assay_code::Part::Hole(inner)]) => inner.clone(),
        _ => value.clone(),
    }
}

/// Something that came from outside, nothing done to it, and that is not itself called a secret.
fn is_whole(origin: &Origin) -> bool {
    origin.source.is_chosen_outside()
        && origin.cleansed.is_as_it_came()
        && !is_secret_name(origin.last_field())
}

/// Neither missing nor covered.
fn is_plain(value: &Value) -> bool {
    let origins = value.deep_origins();
    !value.is_undefined() && origins.iter().any(|origin| origin.cleansed.is_as_it_came())
}

/// The way from a whole to a field of it: `auth.token` for `config` and `config.auth.token`.
fn below<'f>(whole: &str, field: &'f str) -> Option<&'f str> {
    if whole.is_empty() {
        return Some(field);
    }
    field.strip_prefix(whole)?.strip_prefix('.')
}

/// A credential is of use to what is asked over the network, and to clients of it.
fn is_use(call: &Call) -> bool {
    matches!(
        call.effect(),
        Some(
            Effect::Egress
                | Effect::HttpClientCreate
                | Effect::Connect
                | Effect::ModelPrompt
                | Effect::RemoteCall
        )
    ) || call.construct && call.effect().is_none()
}

/// What of somebody's record or payload goes into a call as it is, under the name of a secret.
fn secrets_in(call: &Call) -> Vec<Origin> {
    let origins = call
        .arguments
        .iter()
        .flat_map(|argument| argument.deep_origins().iter().cloned().collect::<Vec<_>>());
    origins
        .filter(|origin| {
            origin.cleansed.is_as_it_came()
                && !origin.field.contains("[]")
                && is_secret_name(origin.last_field())
        })
        .collect()
}

fn used_secrets(code: &Analysis) -> Secrets {
    let mut found = Secrets::new();
    for (_, call) in code.calls().filter(|(_, call)| is_use(call)) {
        for origin in secrets_in(call) {
            let Source::Stored(read) = &origin.source else { continue };
            if read.call.effect() != Some(Effect::StorageRead) {
                continue;
            }
            let Some(key) = kept_records::template(&read.call.role(Role::Key)) else { continue };
            let field = SecretField { name: origin.field.to_string(), site: call.site };
            found.entry(key).or_default().push(field);
        }
    }
    found
}

fn sent_secrets(code: &Analysis) -> Secrets {
    let mut found = Secrets::new();
    for (_, call) in code.calls_with(Effect::InvokeBackend) {
        let name = call.role(Role::Name);
        let Some(name) = name.as_constant() else { continue };
        for (field, value) in call.role(Role::Value).fields().iter() {
            if is_secret_name(field) && is_plain(value) {
                let field = SecretField { name: field.to_string(), site: call.site };
                found.entry(name.to_owned()).or_default().push(field);
            }
        }
    }
    found
}
