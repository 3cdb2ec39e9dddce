//! Format strings: `%s is %d`.

/// The texts between the places of a format string; one more than there are places. `%%` is a sign.
pub(crate) fn texts(format: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut rest = format.chars().peekable();
    while let Some(c) = rest.next() {
        let last = texts.last_mut().expect("there is always one");
        if c != '%' {
            last.push(c);
            continue;
        }
        if rest.peek() == Some(&'%') {
            rest.next();
            last.push('%');
            continue;
        }
        // Flags, width, precision; then one letter.
        while rest.peek().is_some_and(|c| !c.is_ascii_alphabetic()) {
            rest.next();
        }
        match rest.next() {
            Some(_) => texts.push(String::new()),
            None => last.push('%'),
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::texts;

    #[test]
    fn places_part_the_text() {
        assert_eq!(texts("a %s b %05.2f%%"), ["a ", " b ", "%"]);
        assert_eq!(texts("none"), ["none"]);
        assert_eq!(texts("%"), ["%"]);
        assert_eq!(texts("%v"), ["", ""]);
    }
}
