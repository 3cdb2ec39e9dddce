//! Settings that are written as words: a name, its arguments, and what stands inside it.

use assay_source::Span;

/// A word with its quotes taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directive {
    pub(crate) name: Word,
    pub(crate) arguments: Vec<Word>,
    /// What stands between its brackets; none where it has none.
    pub(crate) inside: Option<Vec<Directive>>,
}

impl Directive {
    /// Compares names without regard to case, as these servers do.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.text.eq_ignore_ascii_case(name)
    }

    /// An argument, by position.
    pub(crate) fn argument(&self, index: usize) -> Option<&str> {
        self.arguments.get(index).map(|word| word.text.as_str())
    }

    /// What stands inside.
    pub(crate) fn children(&self) -> &[Directive] {
        self.inside.as_deref().unwrap_or_default()
    }

    /// The first setting of a name inside.
    pub(crate) fn child(&self, name: &str) -> Option<&Directive> {
        self.children().iter().find(|child| child.is(name))
    }

    /// Its name and arguments.
    pub(crate) fn span(&self) -> Span {
        let end = self.arguments.last().map_or(self.name.span, |word| word.span);
        self.name.span.to(end)
    }

    /// Its arguments, spaces between.
    pub(crate) fn line(&self) -> String {
        let words: Vec<&str> = self.arguments.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }
}

/// What was read, and what was wrong with it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub(crate) directives: Vec<Directive>,
    pub(crate) mistakes: Vec<(Span, &'static str)>,
}

/// How a language of words ends a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// With a semicolon: nginx.
    Semicolon,
    /// With its line: Caddy.
    Line,
}

/// Deepest nesting that is read; real files stay below ten.
const DEEPEST: usize = 64;

/// One piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(Word),
    Open(usize),
    Close(usize),
    End,
}

/// Reads settings with brackets around what stands inside. Reading never fails as a whole: a bracket too many is
/// passed over, one too few is closed at the end, and both are told.
pub(crate) fn read(text: &str, ends: Ends) -> Parsed {
    let mut parsed = Parsed::default();
    // The outermost list, and for every open bracket the setting it belongs to with what was inside so far.
    let mut open: Vec<(Vec<Word>, Vec<Directive>, usize)> = Vec::new();
    let mut list: Vec<Directive> = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut too_deep = 0usize;
    let lexer = Lexer { text, at: 0, ends, previous: None };
    for token in lexer {
        match token {
            Token::Word(word) => words.push(word),
            Token::End => list.extend(made(&mut words, None)),
            Token::Open(at) if open.len() >= DEEPEST => {
                if too_deep == 0 {
                    parsed.mistakes.push((Span::new(at, at + 1), "brackets are nested too deep"));
                }
                too_deep += 1;
                words.clear();
            }
            Token::Open(at) => {
                let head = std::mem::take(&mut words);
                open.push((head, std::mem::take(&mut list), at));
            }
            Token::Close(_) if too_deep > 0 => {
                too_deep -= 1;
                words.clear();
            }
            Token::Close(at) => {
                list.extend(made(&mut words, None));
                match open.pop() {
                    Some((mut head, outer, opened)) => {
                        let inside = std::mem::replace(&mut list, outer);
                        if head.is_empty() {
                            head.push(Word { text: String::new(), span: Span::new(opened, opened + 1) });
                        }
                        list.extend(made(&mut head, Some(inside)));
                    }
                    None => parsed
                        .mistakes
                        .push((Span::new(at, at + 1), "a bracket is closed that was never opened")),
                }
            }
        }
    }
    if ends == Ends::Semicolon
        && let Some(word) = words.first()
    {
        parsed.mistakes.push((word.span, "a setting is not ended by a semicolon"));
    }
    list.extend(made(&mut words, None));
    while let Some((mut head, outer, opened)) = open.pop() {
        parsed.mistakes.push((Span::new(opened, opened + 1), "a bracket is never closed"));
        let inside = std::mem::replace(&mut list, outer);
        if head.is_empty() {
            head.push(Word { text: String::new(), span: Span::new(opened, opened + 1) });
        }
        list.extend(made(&mut head, Some(inside)));
    }
    parsed.directives = list;
    parsed
}

fn made(words: &mut Vec<Word>, inside: Option<Vec<Directive>>) -> Option<Directive> {
    let mut words = std::mem::take(words).into_iter();
    Some(Directive { name: words.next()?, arguments: words.collect(), inside })
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    ends: Ends,
    /// The last word, where the line has one.
    previous: Option<String>,
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let rest = &self.text[self.at..];
            let next = rest.chars().next()?;
            match next {
                '\n' if self.ends == Ends::Line => {
                    self.at += 1;
                    self.previous = None;
                    return Some(Token::End);
                }
                '\\' if self.ends == Ends::Line && rest[1..].trim_start_matches('\r').starts_with('\n') => {
                    self.at += rest.find('\n').map_or(1, |end| end + 1);
                }
                _ if next.is_whitespace() => self.at += next.len_utf8(),
                '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
                ';' if self.ends == Ends::Semicolon => {
                    self.at += 1;
                    self.previous = None;
                    return Some(Token::End);
                }
                '{' if !self.is_placeholder(rest) => {
                    let opened = self.at;
                    self.at += 1;
                    if self.previous.take().is_some_and(|name| name.ends_with("_by_lua_block")) {
                        self.skip_program();
                        return Some(Token::End);
                    }
                    return Some(Token::Open(opened));
                }
                '}' => {
                    self.at += 1;
                    self.previous = None;
                    return Some(Token::Close(self.at - 1));
                }
                _ => {
                    let word = self.word(next);
                    self.previous = Some(word.text.clone());
                    return Some(Token::Word(word));
                }
            }
        }
    }
}

impl Lexer<'_> {
    /// `{$NAME}` and `{host}` of Caddy are words, a bracket before a space is one.
    fn is_placeholder(&self, rest: &str) -> bool {
        self.ends == Ends::Line && rest[1..].starts_with(|c: char| !c.is_whitespace() && c != '}')
    }

    fn word(&mut self, first: char) -> Word {
        let start = self.at;
        let quotes: &[char] = if self.ends == Ends::Line { &['"', '`'] } else { &['"', '\''] };
        if quotes.contains(&first) {
            let mut text = String::new();
            let mut escaped = false;
            for (offset, letter) in self.text[start + 1..].char_indices() {
                match letter {
                    _ if escaped => {
                        // Only what would end the word or the escape loses its backslash.
                        if !quotes.contains(&letter) && letter != '\\' {
                            text.push('\\');
                        }
                        text.push(letter);
                        escaped = false;
                    }
                    '\\' if first != '`' => escaped = true,
                    _ if letter == first => {
                        self.at = start + 1 + offset + letter.len_utf8();
                        return Word { text, span: Span::new(start, self.at) };
                    }
                    _ => text.push(letter),
                }
            }
            self.at = self.text.len();
            return Word { text, span: Span::new(start, self.at) };
        }
        let mut depth = 0usize;
        let mut end = self.text.len();
        let mut before = ' ';
        for (offset, letter) in self.text[start..].char_indices() {
            let ends = match letter {
                _ if letter.is_whitespace() => true,
                '{' if before == '$' || self.ends == Ends::Line => {
                    depth += 1;
                    false
                }
                '{' => depth == 0,
                '}' if depth > 0 => {
                    depth -= 1;
                    false
                }
                '}' => true,
                ';' => self.ends == Ends::Semicolon,
                _ => false,
            };
            if ends {
                end = start + offset;
                break;
            }
            before = letter;
        }
        // A word has at least one letter, so that reading goes on.
        self.at = end.max(start + first.len_utf8());
        Word { text: self.text[start..self.at].to_owned(), span: Span::new(start, self.at) }
    }

    /// To behind the bracket that closes a program in another language.
    fn skip_program(&mut self) {
        let mut depth = 1usize;
        for (offset, letter) in self.text[self.at..].char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += offset + 1;
                return;
            }
        }
        self.at = self.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(directives: &[Directive]) -> String {
        let one = |directive: &Directive| {
            let words: Vec<&str> = std::iter::once(directive.name.text.as_str())
                .chain(directive.arguments.iter().map(|word| word.text.as_str()))
                .collect();
            let inside = directive
                .inside
                .as_ref()
                .map_or_else(String::new, |inside| format!(" {{{}}}", shape(inside)));
            format!("{}{inside}", words.join("|"))
        };
        directives.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn settings_with_semicolons_are_read() {
        let text = "http { # a comment; {\n  add_header X-A \"a; b\" always;\n  if ($a = '}') { set $b ${c}d; }\n}\nuser x;";
        let parsed = read(text, Ends::Semicolon);
        assert_eq!(
            shape(&parsed.directives),
            "http {add_header|X-A|a; b|always; if|($a|=|}|) {set|$b|${c}d}}; user|x"
        );
        assert!(parsed.mistakes.is_empty());
    }

    #[test]
    fn programs_in_a_setting_are_passed_over() {
        let parsed =
            read("location / { access_by_lua_block { if x then y = {1} end } return 204; }", Ends::Semicolon);
        assert_eq!(shape(&parsed.directives), "location|/ {access_by_lua_block; return|204}");
    }

    #[test]
    fn settings_that_end_with_their_line_are_read() {
        let text = "example.com, {$OTHER} {\n\theader {\n\t\t-Server\n\t\tX-A \"b c\" \\\n\t\t\t\"d\"\n\t}\n\treverse_proxy {upstream}:80\n}\n";
        let parsed = read(text, Ends::Line);
        assert_eq!(
            shape(&parsed.directives),
            "example.com,|{$OTHER} {header {-Server; X-A|b c|d}; reverse_proxy|{upstream}:80}"
        );
        assert!(parsed.mistakes.is_empty());
    }

    #[test]
    fn mistakes_are_told_and_the_rest_is_read() {
        let parsed = read("a b; } server { listen 80; add_header X", Ends::Semicolon);
        assert_eq!(shape(&parsed.directives), "a|b; server {listen|80; add_header|X}");
        assert_eq!(parsed.mistakes.len(), 3);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[a-z{};\"'`\\\\# \n$(ä]{0,200}") {
            for ends in [Ends::Semicolon, Ends::Line] {
                let _ = read(&text, ends);
            }
        }

        #[test]
        fn any_nesting_is_read(depth in 0usize..3000) {
            let text = format!("{} x; {}", "a { ".repeat(depth), "} ".repeat(depth));
            let _ = read(&text, Ends::Semicolon);
        }
    }
}
