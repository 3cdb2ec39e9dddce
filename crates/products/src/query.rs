//! The query language both products share: comparisons, `and`, `or`, `not`, parentheses, an order. Which fields there are and
//! how they compare is each product's own part.
//!
//! Source: the published references of JQL and CQL, read 2026-11.

use std::cmp::Ordering;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// None where there is only an order, or nothing at all.
    pub(crate) filter: Option<Filter>,
    pub(crate) order: Vec<Order>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) field: String,
    pub(crate) is_descending: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Compare(Comparison),
}

/// `field operator values`. The field is in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) field: String,
    pub(crate) operator: Operator,
    pub(crate) values: Vec<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Is,
    IsNot,
    Contains,
    ContainsNot,
    Less,
    LessOrSame,
    More,
    MoreOrSame,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    Text(String),
    /// A function, without its parentheses, in lower case. Its arguments are not modelled.
    Function(String),
    Empty,
}

/// Why there is no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// It is none, in words for a person.
    Syntax(String),
    /// It uses something that is not modelled.
    Unmodelled(String),
}

/// How deep parentheses may go.
const DEEPEST: usize = 32;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

pub(crate) fn parse(text: &str) -> Result<Query, Mistake> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let filter = match parser.peek_word() {
        None if parser.tokens.is_empty() => None,
        Some(word) if word == "order" => None,
        _ => Some(parser.any()?),
    };
    let order = parser.order()?;
    match parser.tokens.get(parser.at) {
        None => Ok(Query { filter, order }),
        Some(token) => Err(Mistake::Syntax(format!("unexpected {}", shown(token)))),
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Word(text) | Token::Quoted(text) => format!("'{text}'"),
        Token::Sign(sign) => format!("'{sign}'"),
    }
}

const SIGNS: [&str; 11] = ["!=", "!~", "<=", ">=", "=", "~", "<", ">", "(", ")", ","];

fn tokens(text: &str) -> Result<Vec<Token>, Mistake> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '"' || first == '\'' {
            let mut quoted = String::new();
            let mut characters = rest[1..].char_indices();
            let end = loop {
                match characters.next() {
                    None => return Err(Mistake::Syntax("the quoted string has not been completed".into())),
                    Some((_, '\\')) => quoted.extend(characters.next().map(|(_, it)| it)),
                    Some((at, it)) if it == first => break at + 2,
                    Some((_, it)) => quoted.push(it),
                }
            };
            tokens.push(Token::Quoted(quoted));
            rest = &rest[end..];
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else {
            let ends = |it: char| it.is_whitespace() || "()=!~<>,\"'".contains(it);
            let end = rest.find(ends).unwrap_or(rest.len());
            if end == 0 {
                return Err(Mistake::Syntax(format!("unexpected '{first}'")));
            }
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek_word(&self) -> Option<String> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => Some(word.to_lowercase()),
            _ => None,
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        let is = self.peek_word().is_some_and(|it| it == word);
        self.at += usize::from(is);
        is
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(is);
        is
    }

    fn any(&mut self) -> Result<Filter, Mistake> {
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Any(parts) })
    }

    fn all(&mut self) -> Result<Filter, Mistake> {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::All(parts) })
    }

    fn one(&mut self) -> Result<Filter, Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Mistake::Syntax("it is nested too deeply".into()));
        }
        let one = if self.takes("not") {
            Filter::Not(Box::new(self.one()?))
        } else if self.takes_sign("(") {
            let inner = self.any()?;
            if !self.takes_sign(")") {
                return Err(Mistake::Syntax("a closing parenthesis is missing".into()));
            }
            inner
        } else {
            Filter::Compare(self.comparison()?)
        };
        self.depth -= 1;
        Ok(one)
    }

    fn comparison(&mut self) -> Result<Comparison, Mistake> {
        let field = match self.next()? {
            Token::Word(text) | Token::Quoted(text) => text.to_lowercase(),
            sign @ Token::Sign(_) => return Err(Mistake::Syntax(format!("unexpected {}", shown(&sign)))),
        };
        let operator = match self.next()? {
            Token::Sign("=") => Operator::Is,
            Token::Sign("!=") => Operator::IsNot,
            Token::Sign("~") => Operator::Contains,
            Token::Sign("!~") => Operator::ContainsNot,
            Token::Sign("<") => Operator::Less,
            Token::Sign("<=") => Operator::LessOrSame,
            Token::Sign(">") => Operator::More,
            Token::Sign(">=") => Operator::MoreOrSame,
            Token::Word(word) => match word.to_lowercase().as_str() {
                "in" => Operator::Is,
                "not" if self.takes("in") => Operator::IsNot,
                "is" if self.takes("not") => Operator::IsNot,
                "is" => Operator::Is,
                "was" | "changed" => return Err(Mistake::Unmodelled(format!("the operator {word}"))),
                _ => return Err(Mistake::Syntax(format!("'{word}' is no operator"))),
            },
            token => return Err(Mistake::Syntax(format!("{} is no operator", shown(&token)))),
        };
        let mut values = Vec::new();
        if self.takes_sign("(") {
            loop {
                values.push(self.value()?);
                if !self.takes_sign(",") {
                    break;
                }
            }
            if !self.takes_sign(")") {
                return Err(Mistake::Syntax("a closing parenthesis is missing".into()));
            }
        } else {
            values.push(self.value()?);
        }
        Ok(Comparison { field, operator, values })
    }

    fn value(&mut self) -> Result<Word, Mistake> {
        match self.next()? {
            Token::Quoted(text) => Ok(Word::Text(text)),
            Token::Word(word) if self.takes_sign("(") => {
                if !self.takes_sign(")") {
                    return Err(Mistake::Unmodelled(format!("the function {word} with arguments")));
                }
                Ok(Word::Function(word.to_lowercase()))
            }
            Token::Word(word) if matches!(word.to_lowercase().as_str(), "empty" | "null") => Ok(Word::Empty),
            Token::Word(word) => Ok(Word::Text(word)),
            sign @ Token::Sign(_) => Err(Mistake::Syntax(format!("unexpected {}", shown(&sign)))),
        }
    }

    fn order(&mut self) -> Result<Vec<Order>, Mistake> {
        let mut order = Vec::new();
        if !self.takes("order") {
            return Ok(order);
        }
        if !self.takes("by") {
            return Err(Mistake::Syntax("'by' is expected after 'order'".into()));
        }
        loop {
            let (Token::Word(field) | Token::Quoted(field)) = self.next()? else {
                return Err(Mistake::Syntax("a field is expected after 'order by'".into()));
            };
            let is_descending = self.takes("desc");
            let _ = !is_descending && self.takes("asc");
            order.push(Order { field: field.to_lowercase(), is_descending });
            if !self.takes_sign(",") {
                return Ok(order);
            }
        }
    }

    fn next(&mut self) -> Result<Token, Mistake> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token.ok_or_else(|| Mistake::Syntax("the query ends too early".into()))
    }
}

/// What a product knows of its fields.
pub(crate) trait Fields<T> {
    /// The values a field has in an item, as texts; several where it holds a list.
    fn values(&self, item: &T, field: &str) -> Result<Vec<String>, Mistake>;
    /// What a function or a word stands for.
    fn value(&self, field: &str, word: &Word) -> Result<Option<String>, Mistake>;
}

/// Whether an item passes.
pub(crate) fn passes<T>(filter: &Filter, item: &T, fields: &impl Fields<T>) -> Result<bool, Mistake> {
    // Every part is looked at, so that what is not modelled is told whatever stands before it.
    Ok(match filter {
        Filter::Not(inner) => !passes(inner, item, fields)?,
        Filter::All(parts) => {
            let passed: Result<Vec<bool>, _> = parts.iter().map(|part| passes(part, item, fields)).collect();
            passed?.into_iter().all(|it| it)
        }
        Filter::Any(parts) => {
            let passed: Result<Vec<bool>, _> = parts.iter().map(|part| passes(part, item, fields)).collect();
            passed?.into_iter().any(|it| it)
        }
        Filter::Compare(comparison) => compares(comparison, item, fields)?,
    })
}

fn compares<T>(comparison: &Comparison, item: &T, fields: &impl Fields<T>) -> Result<bool, Mistake> {
    let Comparison { field, operator, values } = comparison;
    let own = fields.values(item, field)?;
    let mut holds = false;
    for word in values {
        let Some(wanted) = fields.value(field, word)? else {
            holds |= own.is_empty();
            continue;
        };
        holds |= own.iter().any(|own| match operator {
            Operator::Is | Operator::IsNot => same(own, &wanted),
            Operator::Contains | Operator::ContainsNot => contains(own, &wanted),
            Operator::Less => order(own, &wanted).is_lt(),
            Operator::LessOrSame => order(own, &wanted).is_le(),
            Operator::More => order(own, &wanted).is_gt(),
            Operator::MoreOrSame => order(own, &wanted).is_ge(),
        });
    }
    let is_negated = matches!(operator, Operator::IsNot | Operator::ContainsNot);
    // What has no value is not found by comparing it with one, not even with another one.
    let about_empty = values.contains(&Word::Empty);
    Ok(if is_negated { !holds && (about_empty || !own.is_empty()) } else { holds })
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Every word is in there, at the beginning of one where it ends in a star.
fn contains(text: &str, wanted: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|it: char| !it.is_alphanumeric()).collect();
    wanted
        .to_lowercase()
        .split(|it: char| !it.is_alphanumeric() && it != '*')
        .filter(|it| !it.is_empty())
        .all(|wanted| match wanted.strip_suffix('*') {
            Some(start) => words.iter().any(|word| word.starts_with(start)),
            None => words.contains(&wanted),
        })
}

/// Puts items in an order; those that are the same in it keep theirs.
pub(crate) fn sort<T>(items: &mut [&T], orders: &[Order], fields: &impl Fields<T>) -> Result<(), Mistake> {
    // The last one first: a stable sort keeps what the ones before it say.
    for by in orders.iter().rev() {
        let mut keyed = Vec::new();
        for item in items.iter() {
            keyed.push((fields.values(item, &by.field)?.into_iter().next().unwrap_or_default(), *item));
        }
        keyed.sort_by(|(one, _), (other, _)| {
            let ordering = order(one, other);
            if by.is_descending { ordering.reverse() } else { ordering }
        });
        for (slot, (_, item)) in items.iter_mut().zip(keyed) {
            *slot = item;
        }
    }
    Ok(())
}

/// By number where both are, else as text; moments are written so that this is their order.
fn order(one: &str, other: &str) -> Ordering {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => one.total_cmp(&other),
        _ => match (split(one), split(other)) {
            // Keys: by project, then by number.
            (Some((name, number)), Some((other_name, other_number))) => {
                name.cmp(other_name).then(number.cmp(&other_number))
            }
            _ => one.to_lowercase().cmp(&other.to_lowercase()),
        },
    }
}

fn split(key: &str) -> Option<(&str, u64)> {
    let (name, number) = key.rsplit_once('-')?;
    name.bytes().all(|it| it.is_ascii_uppercase()).then_some((name, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_bind_as_they_do_in_the_products() {
        let query = parse("a = 1 or not b in (x, \"y z\") and c is empty order by d desc, e").unwrap();
        let Some(Filter::Any(parts)) = query.filter else { panic!("{query:?}") };
        assert!(matches!(parts[1], Filter::All(_)));
        assert_eq!(query.order.len(), 2);
        assert!(query.order[0].is_descending && !query.order[1].is_descending);
    }

    #[test]
    fn what_is_no_query_is_a_mistake_and_never_a_panic() {
        for text in [
            "a", "a =", "= 1", "a = (", "a = (1", "'a", "a = 1 b", "order", "order by", "a ! b", "a = 1 )",
            "\\",
        ] {
            assert!(matches!(parse(text), Err(Mistake::Syntax(_))), "{text}");
        }
        assert!(matches!(parse(&"(".repeat(10_000)), Err(Mistake::Syntax(_))));
        assert!(matches!(parse("status was Done"), Err(Mistake::Unmodelled(_))));
        assert_eq!(parse("").unwrap(), Query { filter: None, order: vec![] });
    }

    #[test]
    fn words_are_found_whole_and_by_their_beginning() {
        assert!(contains("Reset the gateway", "GATEWAY reset"));
        assert!(!contains("Reset the gateway", "gate"));
        assert!(contains("Reset the gateway", "gate*"));
    }

    #[test]
    fn keys_are_ordered_by_their_numbers() {
        assert!(order("TEAM-9", "TEAM-10").is_lt());
        assert!(order("9", "10").is_lt());
    }
}
