//! How deep a text can nest, known before anything recurses into it.

/// Words after which an operand has to follow, so that a line's end ends nothing.
const PREFIXES: [&[u8]; 22] = [
    b"typeof",
    b"void",
    b"delete",
    b"await",
    b"yield",
    b"new",
    b"else",
    b"do",
    b"keyof",
    b"unique",
    b"readonly",
    b"infer",
    b"case",
    b"throw",
    b"return",
    b"in",
    b"of",
    b"instanceof",
    b"as",
    b"satisfies",
    b"extends",
    b"is",
];

/// Words that go on with an expression on the next line.
const INFIXES: [&[u8]; 7] = [b"in", b"of", b"instanceof", b"as", b"satisfies", b"extends", b"is"];

/// Words that open a statement inside another without a bracket.
const HEADS: [&[u8]; 6] = [b"if", b"for", b"while", b"with", b"else", b"do"];

/// An upper bound for the depth of the syntax tree of a text: brackets that are open, and operators since the last
/// place where an expression must have ended.
///
/// A parser and everything behind it recurse as deep as the tree is, and a thread whose stack ends takes the process
/// with it. This looks at bytes only: texts, comments and regular expressions count as code, which errs on the
/// safe side, because what hides code from a bound must not be guessed. Costs about as much as counting lines.
pub(crate) fn nesting(text: &str) -> usize {
    let mut bound = Bound { frames: vec![Frame::default()], sum: 0, deepest: 0 };
    let bytes = text.as_bytes();
    let (mut at, mut last, mut prefix) = (0, b';', false);
    let mut line_ended = false;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\n' => line_ended = true,
            b' ' | b'\t' | b'\r' => {}
            _ if is_word(byte) => {
                let start = at - 1;
                while bytes.get(at).copied().is_some_and(is_word) {
                    at += 1;
                }
                let word = &bytes[start..at];
                let operand_ended = is_word(last) || matches!(last, b')' | b']' | b'}' | b'\'' | b'"' | b'`');
                if line_ended && !prefix && operand_ended && !INFIXES.contains(&word) {
                    bound.end_of_expression();
                }
                prefix = PREFIXES.contains(&word);
                if HEADS.contains(&word) {
                    bound.head();
                } else if prefix {
                    bound.operator();
                }
                (last, line_ended) = (b'a', false);
            }
            _ => {
                match byte {
                    b'(' | b'[' | b'{' => bound.open(),
                    b')' | b']' | b'}' => bound.close(),
                    b';' | b',' => bound.end_of_expression(),
                    b'\'' | b'"' => {}
                    _ => bound.operator(),
                }
                (last, prefix, line_ended) = (byte, false, false);
            }
        }
    }
    bound.deepest
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'_' | b'$' | b'#' | b'@')
}

#[derive(Default, Clone, Copy)]
struct Frame {
    operators: usize,
    heads: usize,
}

struct Bound {
    frames: Vec<Frame>,
    /// Of all frames: one for each, its operators and its heads.
    sum: usize,
    deepest: usize,
}

impl Bound {
    fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost frame is never closed")
    }

    fn raise(&mut self) {
        self.sum += 1;
        self.deepest = self.deepest.max(self.sum);
    }

    fn operator(&mut self) {
        self.top().operators += 1;
        self.raise();
    }

    fn head(&mut self) {
        self.top().heads += 1;
        self.raise();
    }

    fn open(&mut self) {
        // The bracket is also one more link of the chain it stands in: `a()()()`.
        self.operator();
        self.frames.push(Frame::default());
        self.raise();
    }

    fn close(&mut self) {
        if self.frames.len() > 1 {
            let frame = self.frames.pop().expect("there are two");
            self.sum -= 1 + frame.operators + frame.heads;
        }
    }

    fn end_of_expression(&mut self) {
        let operators = std::mem::take(&mut self.top().operators);
        self.sum -= operators;
    }
}

#[cfg(test)]
mod tests {
    use super::nesting;

    #[test]
    fn ordinary_code_is_shallow_however_long() {
        let line = "const a = b(c, { d: [1, 2], e: `${f}` })\nif (a) { return g.h().i }\n";
        let (once, often) = (nesting(line), nesting(&line.repeat(2)));
        assert!(once < 40, "{once}");
        assert!(often < once + 10, "{once} {often}");
    }

    #[test]
    fn what_recurses_is_seen() {
        for deep in [
            "(", "[", "{", "a=>", "!", "a+", "a\n+", ".b()", "typeof\n", "if(a)\n", "a?b:", "a:\n", "<a>\n",
            "a\nin\n",
        ] {
            let bound = nesting(&deep.repeat(1000));
            assert!(bound >= 1000, "{deep:?} {bound}");
        }
    }
}
