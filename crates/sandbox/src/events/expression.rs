//! Expressions of a trigger's filter, as far as they compare parts of the event with constants.
//!
//! The platform's language is that of Jira expressions, which knows much more. What is not understood here is said, and
//! never taken for true or false.

use serde_json::Value;

/// The expression is written in a part of the language that is not modelled, or in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotUnderstood;

/// Deepest nesting that is read.
const DEEPEST: usize = 32;

/// Whether an event fits an expression: paths that begin with `event`, constants, `==`, `!=`, `&&`, `||`, `!` and
/// parentheses.
pub(crate) fn holds(expression: &str, event: &Value) -> Result<bool, NotUnderstood> {
    let tokens = tokens(expression)?;
    let mut reader = Reader { tokens: &tokens, at: 0, depth: 0, event };
    let value = reader.either()?;
    match (value, reader.at == tokens.len()) {
        (Value::Bool(truth), true) => Ok(truth),
        _ => Err(NotUnderstood),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Path(Vec<String>),
    Constant(Value),
    Sign(&'static str),
}

const SIGNS: [&str; 7] = ["==", "!=", "&&", "||", "!", "(", ")"];

fn tokens(text: &str) -> Result<Vec<Token>, NotUnderstood> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if first == '\'' || first == '"' {
            let end = rest[1..].find(first).ok_or(NotUnderstood)?;
            let inner = &rest[1..=end];
            if inner.contains('\\') {
                return Err(NotUnderstood);
            }
            tokens.push(Token::Constant(Value::String(inner.to_owned())));
            rest = &rest[end + 2..];
        } else {
            let is_word = |char: char| char.is_ascii_alphanumeric() || "_.-".contains(char);
            let end = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
            if end == 0 {
                return Err(NotUnderstood);
            }
            tokens.push(word(&rest[..end])?);
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

fn word(word: &str) -> Result<Token, NotUnderstood> {
    if let "true" | "false" | "null" = word {
        return serde_json::from_str(word).map(Token::Constant).map_err(|_| NotUnderstood);
    }
    if let Ok(number @ Value::Number(_)) = serde_json::from_str(word) {
        return Ok(Token::Constant(number));
    }
    let parts: Vec<String> = word.split('.').map(str::to_owned).collect();
    if parts[0] != "event" || parts.iter().any(|part| part.is_empty() || part.contains('-')) {
        return Err(NotUnderstood);
    }
    Ok(Token::Path(parts))
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    event: &'a Value,
}

impl Reader<'_> {
    fn sign(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.at), Some(Token::Sign(own)) if *own == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn either(&mut self) -> Result<Value, NotUnderstood> {
        let mut value = self.both()?;
        while self.sign("||") {
            let other = self.both()?;
            value = Value::Bool(truth(&value)? | truth(&other)?);
        }
        Ok(value)
    }

    fn both(&mut self) -> Result<Value, NotUnderstood> {
        let mut value = self.equality()?;
        while self.sign("&&") {
            let other = self.equality()?;
            value = Value::Bool(truth(&value)? & truth(&other)?);
        }
        Ok(value)
    }

    fn equality(&mut self) -> Result<Value, NotUnderstood> {
        let value = self.one()?;
        if self.sign("==") {
            return Ok(Value::Bool(value == self.one()?));
        }
        if self.sign("!=") {
            return Ok(Value::Bool(value != self.one()?));
        }
        Ok(value)
    }

    fn one(&mut self) -> Result<Value, NotUnderstood> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(NotUnderstood);
        }
        let value = if self.sign("!") {
            Value::Bool(!truth(&self.one()?)?)
        } else if self.sign("(") {
            let inner = self.either()?;
            if !self.sign(")") {
                return Err(NotUnderstood);
            }
            inner
        } else {
            let token = self.tokens.get(self.at).ok_or(NotUnderstood)?;
            self.at += 1;
            match token {
                Token::Constant(value) => value.clone(),
                Token::Path(parts) => {
                    let step = |value: Option<&Value>, part: &String| value?.get(part).cloned();
                    let mut value = Some(self.event.clone());
                    for part in &parts[1..] {
                        value = step(value.as_ref(), part);
                    }
                    value.unwrap_or(Value::Null)
                }
                Token::Sign(_) => return Err(NotUnderstood),
            }
        };
        self.depth -= 1;
        Ok(value)
    }
}

fn truth(value: &Value) -> Result<bool, NotUnderstood> {
    value.as_bool().ok_or(NotUnderstood)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_of_the_event_are_compared() {
        let event =
            json!({ "issue": { "key": "A-1", "fields": { "issuetype": { "name": "Bug" }, "votes": 3 } } });
        for (expression, expected) in [
            ("event.issue.fields.issuetype.name == 'Bug'", Ok(true)),
            ("event.issue.fields.issuetype.name != \"Bug\"", Ok(false)),
            ("event.issue.fields.votes == 3 && event.issue.key == 'A-1'", Ok(true)),
            ("event.issue.key == 'B' || !(event.issue.key == 'C')", Ok(true)),
            ("event.nothing.there == null", Ok(true)),
            ("true", Ok(true)),
            ("event.issue.key", Err(NotUnderstood)),
            ("event.issue.fields.votes > 2", Err(NotUnderstood)),
            ("issue.key == 'A-1'", Err(NotUnderstood)),
            ("event.issue.key.match('A')", Err(NotUnderstood)),
            ("event.issue.key == 'A-1' and true", Err(NotUnderstood)),
            ("(", Err(NotUnderstood)),
            ("", Err(NotUnderstood)),
            ("'unclosed", Err(NotUnderstood)),
            (&"!".repeat(100_000), Err(NotUnderstood)),
        ] {
            assert_eq!(holds(expression, &event), expected, "{}", &expression[..expression.len().min(60)]);
        }
    }
}
