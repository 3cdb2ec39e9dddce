//! Rows of the app's own SQL database: which of them a statement reads or changes, and by what it finds them.

use assay_code::{
    Call, Origin, Source, Value,
    model::{Effect, Role},
};

use super::authority;
use crate::words::words;

/// What a statement does to rows that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Select,
    Update,
    Delete,
}

/// Rows that one call is about.
pub(crate) struct Rows {
    pub(crate) verb: Verb,
    /// The table and the columns they are found by: `` `notes` by `id` ``.
    pub(crate) shown: String,
    /// What the caller chooses them by; several statements by the same are one decision.
    pub(crate) by: String,
    /// They are found by what says which one is meant, or whose it is: an id, a key, a mail address.
    pub(crate) by_id: bool,
    /// What they are found by, where the caller chose it.
    pub(crate) keys: Vec<Value>,
    /// What is written into them.
    pub(crate) written: Vec<Value>,
    /// Which value belongs to which place of the statement is known.
    pub(crate) is_certain: bool,
}

/// The rows that a caller chooses by what they send; none where the account of the platform, or the place that the
/// invocation is about, narrows them down.
pub(crate) fn chosen(call: &Call) -> Option<Rows> {
    let (query, values) = statement(call)?;
    let text = query.texts().next()?.template();
    let read = read(&text)?;
    let is_certain = read.places.len() == values.len();
    if is_narrowed(&query) {
        return None;
    }
    let mut rows = Rows {
        verb: read.verb,
        shown: String::new(),
        by: String::new(),
        by_id: false,
        keys: Vec::new(),
        written: Vec::new(),
        is_certain,
    };
    let mut columns: Vec<&str> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        match read.places.get(index).filter(|_| is_certain) {
            Some(Place::Written) => rows.written.push(value.clone()),
            Some(Place::Elsewhere) if !is_narrowed(value) => {}
            _ if is_narrowed(value) => return None,
            Some(Place::Key(column)) if is_chosen(value) => {
                columns.push(column);
                rows.keys.push(value.clone());
            }
            None if is_chosen(value) => rows.keys.push(value.clone()),
            _ => {}
        }
    }
    if rows.keys.is_empty() {
        return None;
    }
    rows.by = rows.keys.iter().map(chosen_fields).collect();
    rows.by_id = columns.iter().any(|column| names_one(column));
    let by = columns.first().map_or_else(|| "what they send".to_owned(), |column| format!("`{column}`"));
    rows.shown = format!("`{}` by {by}", read.table);
    Some(rows)
}

/// A statement with the values bound to it, wherever these were handed over.
fn statement(call: &Call) -> Option<(Value, Vec<Value>)> {
    const BUILDERS: [&str; 2] = ["@forge/sql:Statement.", "@forge/sql:BoundStatement."];
    if call.effect() == Some(Effect::Sql) {
        let values = call.role(Role::Parameters);
        return Some((call.role(Role::Query), values.elements()));
    }
    if !BUILDERS.iter().any(|builder| call.path.starts_with(builder)) {
        return None;
    }
    let prepared = call.receiver.as_external()?;
    let query = prepared.made_with.first()?.clone();
    let bound = |call: &Call| call.path.ends_with(".bindParams").then(|| call.arguments.clone());
    let values = bound(call).or_else(|| bound(prepared.made_by.as_ref()?))?;
    Some((query, values))
}

pub(crate) fn is_chosen(value: &Value) -> bool {
    value.deep_origins().iter().any(is_chosen_whole)
}

fn is_chosen_whole(origin: &Origin) -> bool {
    matches!(origin.source, Source::Caller(_) | Source::Agent) && !origin.cleansed.is_summed_up()
}

fn chosen_fields(value: &Value) -> String {
    let origins = value.deep_origins();
    origins
        .iter()
        .filter(|origin| is_chosen_whole(origin))
        .map(|origin| format!("{} ", origin.field))
        .collect()
}

/// The user's own, or what belongs to the place that the function was called from.
fn is_narrowed(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| match origin.source {
        Source::Platform => authority::is_account(origin.field.as_str()),
        Source::Extension => true,
        _ => false,
    })
}

fn names_one(column: &str) -> bool {
    const WORDS: [&str; 9] = ["id", "key", "uuid", "guid", "email", "mail", "account", "user", "owner"];
    let named = words(column);
    named.iter().any(|word| WORDS.contains(&word.as_str())) || column.to_ascii_lowercase().ends_with("id")
}

/// What stands at a placeholder.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// What is written into a column.
    Written,
    /// What a column has to be.
    Key(String),
    /// A limit, a bound, a pattern.
    Elsewhere,
}

struct Read {
    verb: Verb,
    table: String,
    places: Vec<Place>,
}

fn read(statement: &str) -> Option<Read> {
    let tokens = tokens(statement);
    let verb = match tokens.first()?.to_ascii_lowercase().as_str() {
        "select" => Verb::Select,
        "update" => Verb::Update,
        "delete" => Verb::Delete,
        _ => return None,
    };
    let is = |index: usize, word: &str| {
        tokens.get(index).is_some_and(|token: &String| token.eq_ignore_ascii_case(word))
    };
    // How many there are says nothing of what is in them.
    if verb == Verb::Select && is(1, "count") && (0..6).any(|index| is(index, "from")) {
        return None;
    }
    let before_table = if verb == Verb::Update { "update" } else { "from" };
    let table = (0..tokens.len()).find(|index| is(*index, before_table)).and_then(|at| tokens.get(at + 1))?;
    let set = (0..tokens.len()).find(|index| verb == Verb::Update && is(*index, "set"));
    let end_of_set = (0..tokens.len()).find(|index| is(*index, "where")).unwrap_or(tokens.len());
    let places = tokens.iter().enumerate().filter(|(_, token)| *token == "?").map(|(at, _)| {
        let is_written = set.is_some_and(|set| set < at && at < end_of_set);
        if is_written { Place::Written } else { place(&tokens[..at]) }
    });
    Some(Read { verb, table: unquoted(table).to_owned(), places: places.collect() })
}

/// What the tokens before a placeholder say of it: `id =`, `id IN (?,`, `LOWER(mail) = LOWER(`.
fn place(before: &[String]) -> Place {
    let is_between =
        |token: &&String| matches!(token.as_str(), "(" | "," | "?") || is_function(token.as_str());
    let rest = before.len() - before.iter().rev().take_while(is_between).count();
    let (Some(operator), rest) = (before[..rest].last(), rest.saturating_sub(1)) else {
        return Place::Elsewhere;
    };
    if !(operator == "=" || operator.eq_ignore_ascii_case("in")) {
        return Place::Elsewhere;
    }
    let column = before[..rest].iter().rev().find(|token| token.as_str() != ")");
    match column {
        Some(column) if !column.eq_ignore_ascii_case("not") => {
            Place::Key(unquoted(column.rsplit('.').next().unwrap_or(column)).to_owned())
        }
        _ => Place::Elsewhere,
    }
}

fn is_function(token: &str) -> bool {
    ["lower", "upper", "trim", "binary", "cast"].contains(&token.to_ascii_lowercase().as_str())
}

fn unquoted(name: &str) -> &str {
    name.trim_matches(['`', '"'])
}

/// Names, operators, brackets and placeholders; texts between quotes are left out.
fn tokens(statement: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut letters = statement.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '`' | '"');
        match letter {
            '\'' => {
                letters.by_ref().find(|letter| *letter == '\'');
            }
            _ if is_name(letter) => {
                let mut name = letter.to_string();
                while let Some(next) = letters.next_if(|letter| is_name(*letter)) {
                    name.push(next);
                }
                tokens.push(name);
            }
            '<' | '>' | '!' | '=' => {
                let mut operator = letter.to_string();
                while let Some(next) = letters.next_if(|letter| matches!(letter, '<' | '>' | '=')) {
                    operator.push(next);
                }
                tokens.push(operator);
            }
            _ if letter.is_whitespace() || letter == ';' => {}
            _ => tokens.push(letter.to_string()),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::{Place, read};

    #[test]
    fn a_statement_says_what_its_placeholders_are() {
        let key = |column: &str| Place::Key(column.to_owned());
        for (statement, table, places) in [
            ("DELETE FROM notes WHERE id = ?", "notes", vec![key("id")]),
            ("update `notes` set text = ?, at = NOW() where n.id=? limit ?", "notes", {
                vec![Place::Written, key("id"), Place::Elsewhere]
            }),
            ("SELECT id FROM notes n WHERE LOWER(n.mail) = LOWER(?)", "notes", vec![key("mail")]),
            ("SELECT id FROM notes WHERE id IN (?, ?) AND t > ?", "notes", {
                vec![key("id"), key("id"), Place::Elsewhere]
            }),
            ("SELECT a FROM notes WHERE a <> ? AND b LIKE ? OR c = 'what?'", "notes", {
                vec![Place::Elsewhere, Place::Elsewhere]
            }),
        ] {
            let read = read(statement).expect(statement);
            assert_eq!((read.table.as_str(), read.places), (table, places), "{statement}");
        }
        assert!(read("INSERT INTO notes VALUES (?)").is_none());
        assert!(read("SELECT COUNT(*) FROM notes WHERE id = ?").is_none());
        assert!(read("").is_none());
    }
}
