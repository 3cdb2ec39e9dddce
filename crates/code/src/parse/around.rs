//! Texts and comments of scripts, without a parser: what is read there need not be a program yet.

/// What a place of a script lies in. Regular expressions are not told from divisions: a quote in one opens a text.
#[derive(Default)]
pub struct Around {
    /// Texts that have not ended, and the values within them; a value counts its open braces.
    open: Vec<Inside>,
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Quotes(u8),
    Template,
    Value(usize),
    LineComment,
    Comment,
}

impl Around {
    /// What ends the text here, and what goes on with it.
    pub(super) fn brackets(&self) -> (&'static [u8], &'static [u8]) {
        match self.open.last() {
            Some(Inside::Quotes(b'"')) => (b"\"+", b"+\""),
            Some(Inside::Quotes(_)) => (b"'+", b"+'"),
            Some(Inside::Template) => (b"${", b"}"),
            _ => (b"", b""),
        }
    }

    /// True within texts and comments, save the values within them.
    pub fn is_no_code(&self) -> bool {
        self.open.last().is_some_and(|inside| !matches!(inside, Inside::Value(_)))
    }

    /// Goes past what a script goes on with, and says how many bytes that is: one or two. There is at least one.
    pub fn pass(&mut self, rest: &[u8]) -> usize {
        let two = rest.get(..2).unwrap_or(rest);
        let (inside, first) = (self.open.last().copied(), rest[0]);
        match (inside, first) {
            (Some(Inside::LineComment | Inside::Quotes(_)), b'\n') => drop(self.open.pop()),
            (Some(Inside::Comment), _) if two == b"*/" => {
                self.open.pop();
                return 2;
            }
            (Some(Inside::LineComment | Inside::Comment), _) => {}
            (Some(Inside::Quotes(_) | Inside::Template), b'\\') => return two.len(),
            (Some(Inside::Quotes(quote)), _) if first == quote => drop(self.open.pop()),
            (Some(Inside::Quotes(_)), _) => {}
            (Some(Inside::Template), b'`') => drop(self.open.pop()),
            (Some(Inside::Template), _) if two == b"${" => {
                self.open.push(Inside::Value(0));
                return 2;
            }
            (Some(Inside::Template), _) => {}
            (_, b'"' | b'\'') => self.open.push(Inside::Quotes(first)),
            (_, b'`') => self.open.push(Inside::Template),
            _ if two == b"//" => self.open.push(Inside::LineComment),
            _ if two == b"/*" => self.open.push(Inside::Comment),
            (Some(Inside::Value(0)), b'}') => drop(self.open.pop()),
            (Some(Inside::Value(depth)), b'{' | b'}') => {
                self.open.pop();
                let depth = if first == b'{' { depth + 1 } else { depth - 1 };
                self.open.push(Inside::Value(depth));
            }
            _ => {}
        }
        1
    }
}
