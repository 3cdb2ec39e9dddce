//! What a statement that was prepared writes into which column: PDO and mysqli of PHP, JDBC.

use assay_code::{Call, Value, model::Role};

/// The columns that a call fills by placeholders of the statement it works on, with what they are given.
pub(super) fn filled(call: &Call) -> Option<Vec<(String, Value)>> {
    let prepared = call.receiver.as_external().filter(|external| external.path.ends_with(":Prepared"))?;
    let statement = prepared.made_by.as_ref()?.role(Role::Query).texts().next()?.template();
    let placed = placed(&statement);
    let at = |number: usize| {
        placed.iter().find(|(_, holder)| *holder == Holder::Number(number)).map(|it| it.0.clone())
    };
    let named = |name: &str| {
        let name = name.trim_start_matches(':');
        placed.iter().find(|(_, holder)| *holder == Holder::Name(name.to_owned())).map(|it| it.0.clone())
    };
    let one = |key: &Value| match (key.as_number(), key.as_constant()) {
        (Some(number), _) if number >= 1.0 => at(number as usize - 1),
        (_, Some(name)) => named(name),
        _ => None,
    };
    let (first, second) = (call.argument(0), call.argument(1));
    let filled: Vec<(String, Value)> = match call.path.rsplit('.').next()? {
        "bindValue" | "bindParam" | "setString" | "setObject" => {
            one(&first).map(|column| (column, second)).into_iter().collect()
        }
        // The first argument says of which types the others are.
        "bind_param" => {
            let given = call.arguments.iter().skip(1).enumerate();
            given.filter_map(|(number, value)| Some((at(number)?, value.clone()))).collect()
        }
        "execute" => {
            let by_number = first.elements().into_iter().enumerate();
            let by_number = by_number.filter_map(|(number, value)| Some((at(number)?, value)));
            let by_name = first.fields().into_iter();
            let by_name = by_name.filter_map(|(name, value)| Some((named(&name)?, value)));
            by_number.chain(by_name).collect()
        }
        _ => return None,
    };
    (!filled.is_empty()).then_some(filled)
}

/// What stands for a value in a statement.
#[derive(Debug, PartialEq, Eq)]
enum Holder {
    /// `?`, by its place among them.
    Number(usize),
    /// `:name`
    Name(String),
}

/// The columns of an `INSERT` or `UPDATE` that are given a placeholder and nothing else.
fn placed(statement: &str) -> Vec<(String, Holder)> {
    let upper = statement.to_ascii_uppercase();
    let pairs: Vec<(&str, &str)> = if upper.contains("INSERT INTO") || upper.contains("REPLACE INTO") {
        let Some(values) = upper.find("VALUES") else { return Vec::new() };
        let (Some(columns), Some(values)) = (list(&statement[..values]), list(&statement[values..])) else {
            return Vec::new();
        };
        columns.into_iter().zip(values).collect()
    } else {
        let Some(set) = upper.find(" SET ").filter(|_| upper.trim_start().starts_with("UPDATE")) else {
            return Vec::new();
        };
        let end = upper.find(" WHERE ").filter(|end| *end > set).unwrap_or(statement.len());
        parts(&statement[set + 5..end]).into_iter().filter_map(|part| part.split_once('=')).collect()
    };
    let mut number = 0;
    let mut placed = Vec::new();
    for (column, value) in pairs {
        let (column, value) = (column.trim().trim_matches(['`', '"', '[', ']']), value.trim());
        if value == "?" {
            placed.push((column.to_owned(), Holder::Number(number)));
        } else if let Some(name) = value.strip_prefix(':') {
            placed.push((column.to_owned(), Holder::Name(name.to_owned())));
        }
        number += value.matches('?').count();
    }
    placed
}

/// What stands in the first parentheses of a text, between its commas.
fn list(text: &str) -> Option<Vec<&str>> {
    let open = text.find('(')? + 1;
    let mut depth = 1_usize;
    let close = text[open..].find(|letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    Some(parts(&text[open..open + close]))
}

/// What stands between commas that stand in no parentheses.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_comma = |letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    };
    text.split(is_comma).collect()
}

#[cfg(test)]
mod tests {
    use super::{Holder, placed};

    #[test]
    fn placeholders_are_those_of_their_columns() {
        let number = |column: &str, at| (column.to_owned(), Holder::Number(at));
        let name = |column: &str, name: &str| (column.to_owned(), Holder::Name(name.to_owned()));
        assert_eq!(placed("INSERT INTO t (id, `a`) VALUES (?, ?)"), [number("id", 0), number("a", 1)]);
        assert_eq!(placed("INSERT INTO t (id, a) VALUES (now(), AES_ENCRYPT(?, ?))"), []);
        assert_eq!(placed("INSERT INTO t (a, b) VALUES (AES(?, ?), ?)"), [number("b", 2)]);
        assert_eq!(placed("update t set a = :a, b = md5(:b) where c = :c"), [name("a", "a")]);
        assert_eq!(placed("SELECT a FROM t WHERE b = ?"), []);
        assert_eq!(placed("INSERT INTO t VALUES (?"), []);
    }
}
