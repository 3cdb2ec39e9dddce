use std::{cell::OnceCell, collections::BTreeSet};

use assay_app::{App, AppType};
use assay_catalogue::Severity;
use assay_code::{
    Call, Origin, Reach, Source, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Applicability, Confidence, Step, Topic};

use super::{
    entity_columns, flow, kept_in_files, prepared_columns, reach, reach::blind_spots, sealed_columns,
    sensitive,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-plain-column",
    title: "a secret that a database keeps as it is",
    claims: &["secrets/at-rest"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("secret_in_plain_column.md"),
};

fn applies(app: &App) -> Applicability {
    let has_server = [AppType::Connect, AppType::Trello, AppType::OAuth, AppType::ForgeRemote];
    if has_server.into_iter().any(|kind| app.may_be(kind)) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "the app has no server of its own".to_owned() }
    }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    declared(case, look);
    of_entities(case, look);
    in_files(case, look);
    let by_model = OnceCell::new();
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        let Some(columns) = written(call) else { continue };
        look.looked_at(1);
        let is_plain = |(name, value): &(String, Value)| {
            is_plain_secret(name, value) && !sealed_columns::seals(case, name)
        };
        let Some((name, value)) = columns.into_iter().find(is_plain) else {
            continue;
        };
        if !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "secrets/at-rest",
            format!("{} at {}", name, call.path),
            format!("`{name}` is written to a database as it is"),
        )
        .at(code.place(event.site))
        .help("encrypt it before it is written, with a key that lies elsewhere; an encrypted disk does not help against whoever can read the table")
        .path(flow::steps(code, event, "it is written"));
        let known = sensitive::secret(&value).is_some() || !value.deep_origins().is_empty();
        match (event.reach, *by_model.get_or_init(|| encrypting(case))) {
            (_, Some(word)) => look.unsure(
                found.confidence(Confidence::Low),
                format!("the app has `{word}`, which may encrypt it on the way"),
            ),
            (Reach::Orphan, _) => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            _ if !known => {
                look.unsure(found.confidence(Confidence::Low), "where the value comes from is not known")
            }
            _ => look.against(found),
        }
    }
}

/// Files with data that a server keeps secrets in: one finding for each call that writes one.
fn in_files(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::FileWrite) {
        if !kept_in_files::keeps_data(call) {
            continue;
        }
        look.looked_at(1);
        let value = call.role(Role::Value);
        let is_plain = |origin: &Origin| {
            promises_plain_secret(origin.last_field())
                && !origin.cleansed.contains_any(&COVERED)
                && !origin.cleansed.is_through_unknown()
        };
        let Some(exposed) = sensitive::secret_among(&value, is_plain).filter(|exposed| exposed.sure) else {
            continue;
        };
        if event.reach == Reach::Orphan || !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "secrets/at-rest",
            format!("{} at {}", exposed.words, call.path),
            format!("{} is written to a file as it is", exposed.words),
        )
        .at(code.place(event.site))
        .help("encrypt it before it is written, with a key that lies elsewhere, or keep it in a store for secrets")
        .path(flow::steps_from(code, event, &exposed.origin, "it is written"));
        look.against(found);
    }
}

/// Columns that a model declares for secrets, of plain text: one finding for a file.
fn declared(case: &Case<'_>, look: &mut Look<'_>) {
    const CIPHERS: [&str; 7] = [
        "Fernet",
        "EncryptedType",
        "EncryptedCharField",
        "EncryptedTextField",
        "AESGCM",
        "pgp_sym_encrypt",
        "encrypt(",
    ];
    let code = case.code;
    let mut files = BTreeSet::new();
    for (event, call) in code.calls() {
        if call.model.and_then(|model| model.product.as_deref()) != Some("column") {
            continue;
        }
        look.looked_at(1);
        let text = code.text(event.site);
        let Some(name) = assigned(&text.as_str()[..event.site.span.start]) else { continue };
        if !promises_plain_secret(name) || !is_of_text(call) || !files.insert(code.file(event.site)) {
            continue;
        }
        let found = Found::new(
            "secrets/at-rest",
            format!("{name} declared"),
            format!("`{name}` is declared as a column of plain text"),
        )
        .at(code.place(event.site))
        .by_absence()
        .help("declare it as a column that is encrypted (`StringEncryptedType`), with a key that lies elsewhere")
        .path(flow::steps(code, event, "the column is declared"));
        match CIPHERS.into_iter().find(|word| reach::mentions(case, word)) {
            Some(word) => look.unsure(
                found.confidence(Confidence::Low),
                format!("the app has `{word}`, and may encrypt what it writes there"),
            ),
            None => look.against(found),
        }
    }
}

/// Properties of classes that Entity Framework keeps, of plain text: one finding for a file.
fn of_entities(case: &Case<'_>, look: &mut Look<'_>) {
    const CIPHERS: [&str; 6] =
        ["IDataProtect", "HasConversion", "ValueConverter", "Encrypt", "ColumnEncryption", "Aes.Create"];
    let mut files = BTreeSet::new();
    for column in entity_columns::of_texts(case) {
        look.looked_at(1);
        let name = &column.name;
        if !promises_plain_secret(name) || !files.insert(column.file.clone()) {
            continue;
        }
        let found = Found::new(
            "secrets/at-rest",
            format!("{name} declared"),
            format!("`{name}` is declared as a column of plain text"),
        )
        .at(column.place.clone())
        .by_absence()
        .help("encrypt it before it is kept (`IDataProtector`, a value converter), with a key that lies elsewhere")
        .path(vec![Step { place: column.place, text: "the column is declared".to_owned() }]);
        match CIPHERS.into_iter().find(|word| reach::mentions(case, word)) {
            Some(word) => look.unsure(
                found.confidence(Confidence::Low),
                format!("the app has `{word}`, and may encrypt what it writes there"),
            ),
            None => look.against(found),
        }
    }
}

/// The name that what follows a text is assigned to: `token: Mapped[str] = `.
fn assigned(before: &str) -> Option<&str> {
    let line = before.rsplit('\n').next()?.trim().strip_suffix('=')?;
    let end = line.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(line.len());
    Some(&line[..end]).filter(|name| !name.is_empty())
}

/// `Column(String)`, `mapped_column(Text())`, `models.CharField()`
fn is_of_text(call: &Call) -> bool {
    const TEXTS: [&str; 8] =
        ["String", "Text", "Unicode", "UnicodeText", "VARCHAR", "TEXT", "CharField", "TextField"];
    let types = call.arguments.iter().filter_map(Value::external_path).chain([call.path.as_str()]);
    types
        .filter_map(|path| path.trim_end_matches("()").rsplit(['.', ':']).next())
        .any(|last| TEXTS.contains(&last))
}

/// A word of the app for a model that encrypts fields of its own, out of sight.
fn encrypting(case: &Case<'_>) -> Option<&'static str> {
    const WORDS: [&str; 6] = [
        "field-encryption",
        "encryptedField",
        "EncryptedField",
        "EncryptionTransformer",
        "beforeCreate",
        "beforeSave",
    ];
    WORDS.into_iter().find(|word| reach::mentions(case, word))
}

/// What a call writes to a database, by column.
fn written(call: &Call) -> Option<Vec<(String, Value)>> {
    if let Some(filled) = prepared_columns::filled(call) {
        return Some(filled);
    }
    match call.effect()? {
        Effect::StorageWrite if call.model?.product.as_deref() == Some("database") => {
            Some(fields(&[call.role(Role::Value), call.argument(0), call.argument(1), call.receiver.clone()]))
        }
        Effect::Nosql if call.model?.method.as_deref() == Some("PUT") => {
            let value = call.role(Role::Value);
            Some(fields(&[value.clone(), value.field("$set"), value.field("$setOnInsert")]))
        }
        Effect::Sql => {
            let query = call.role(Role::Query);
            let text = query.texts().next()?.template();
            let values = call.role(Role::Parameters);
            let values = match values.elements() {
                elements if elements.is_empty() => call.role_all(Role::Parameters),
                elements => elements,
            };
            let columns = columns(&text);
            Some(columns.into_iter().zip(values).collect())
        }
        _ => None,
    }
}

fn fields(values: &[Value]) -> Vec<(String, Value)> {
    // `{ where: …, defaults: { … } }`, `{ data: { … } }`
    let inner = values.iter().flat_map(|value| ["defaults", "data", "create"].map(|name| value.field(name)));
    values
        .iter()
        .cloned()
        .chain(inner)
        .flat_map(|value| {
            value.fields().into_iter().map(|(name, value)| (name.to_string(), value)).collect::<Vec<_>>()
        })
        .filter(|(name, _)| !matches!(name.as_str(), "where" | "select" | "include"))
        .collect()
}

/// The columns of an `INSERT` or `UPDATE` in the order of their placeholders.
fn columns(statement: &str) -> Vec<String> {
    let upper = statement.to_ascii_uppercase();
    let clean = |name: &str| name.trim().trim_matches(['`', '"', '[', ']']).to_owned();
    if let Some(at) = upper.find("INSERT INTO").or_else(|| upper.find("REPLACE INTO")) {
        let Some(open) = statement[at..].find('(').map(|open| at + open + 1) else { return Vec::new() };
        let Some(close) = statement[open..].find(')').map(|close| open + close) else { return Vec::new() };
        return statement[open..close].split(',').map(clean).collect();
    }
    let Some(at) = upper.find(" SET ").filter(|_| upper.trim_start().starts_with("UPDATE")) else {
        return Vec::new();
    };
    let set = &statement[at + 5..];
    let end = set.to_ascii_uppercase().find(" WHERE ").unwrap_or(set.len());
    set[..end].split(',').filter_map(|part| part.split_once('=').map(|(name, _)| clean(name))).collect()
}

const COVERED: [Cleansing; 5] =
    [Cleansing::Encrypted, Cleansing::Hashed, Cleansing::Masked, Cleansing::Number, Cleansing::Boolean];

fn is_plain_secret(name: &str, value: &Value) -> bool {
    let origins = value.deep_origins();
    let covered = origins
        .iter()
        .any(|origin| origin.cleansed.contains_any(&COVERED) || origin.cleansed.is_through_unknown());
    // `'token' + Date.now()`: what scripts for trying things out fill in.
    let is_made_up =
        !origins.is_empty() && origins.iter().all(|origin| matches!(origin.source, Source::Clock));
    promises_plain_secret(name) && !covered && !is_made_up && !value.is_constant()
}

/// A name of a secret that does not say of itself that it is covered.
fn promises_plain_secret(name: &str) -> bool {
    let said = ["hash", "hashed", "encrypted", "cipher", "enc", "expires", "expiry", "type", "id", "name"];
    let words = crate::words::words(name);
    sensitive::is_secret_name(name) && !words.iter().any(|word| said.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{assigned, columns};

    #[test]
    fn a_declaration_gives_its_name() {
        assert_eq!(assigned("class User:\n    jira_token: Mapped[Optional[str]] = "), Some("jira_token"));
        assert_eq!(assigned("    token = "), Some("token"));
        assert_eq!(assigned("    return "), None);
        assert_eq!(assigned("    f("), None);
    }

    #[test]
    fn columns_are_those_of_the_placeholders() {
        assert_eq!(columns("INSERT INTO t (id, `access_token`) VALUES ($1, $2)"), ["id", "access_token"]);
        assert_eq!(columns("UPDATE t SET token = $1, at = $2 WHERE id = $3"), ["token", "at"]);
        assert!(columns("SELECT token FROM t").is_empty());
        assert!(columns("INSERT INTO t VALUES").is_empty());
    }
}
