//! Forms with files, as requests carry them: `multipart/form-data`, RFC 7578 on RFC 2046.

/// A file of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File<'a> {
    pub(crate) name: String,
    /// Its media type, where it is given.
    pub(crate) kind: Option<String>,
    pub(crate) bytes: &'a [u8],
}

/// Most bytes of the head of a part.
const MOST_OF_A_HEAD: usize = 16 * 1024;

/// The files of a form, by the value of `Content-Type` and the body. Parts without a file name are left out, and one that
/// does not end is none.
pub(crate) fn files<'a>(kind: &str, body: &'a [u8]) -> Vec<File<'a>> {
    let Some(parameters) = kind.strip_prefix("multipart/form-data") else { return Vec::new() };
    let Some(boundary) = parameter(parameters, "boundary").filter(|it| !it.is_empty()) else {
        return Vec::new();
    };
    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    // The first delimiter may stand at the very beginning.
    let first = &delimiter[2..];
    let mut rest = match body.strip_prefix(first) {
        Some(rest) => rest,
        None => match find(body, &delimiter) {
            Some(at) => &body[at + delimiter.len()..],
            None => return Vec::new(),
        },
    };
    let mut files = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let Some(end) = find(part, &delimiter) else { break };
        files.extend(file(&part[..end]));
        rest = &part[end + delimiter.len()..];
    }
    files
}

fn file(part: &[u8]) -> Option<File<'_>> {
    let head = find(&part[..part.len().min(MOST_OF_A_HEAD)], b"\r\n\r\n")?;
    let fields = String::from_utf8_lossy(&part[..head]).into_owned();
    let field = |wanted: &str| {
        let mut all = fields.split("\r\n").filter_map(|line| line.split_once(':'));
        all.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_owned())
    };
    let name = parameter(&field("content-disposition")?, "filename")?;
    Some(File { name, kind: field("content-type"), bytes: &part[head + 4..] })
}

/// The value of a parameter behind a header's value, with or without quotes.
fn parameter(text: &str, name: &str) -> Option<String> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(';') {
        let after = after.trim_start();
        let (key, value) = after.split_once('=')?;
        let (value, left) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value.trim().to_owned());
        }
        rest = left;
    }
    None
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; charset=utf-8; boundary=\"--x;y\"";
    const BODY: &[u8] = b"----x;y\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nnone\r\n----x;y\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a;b.txt\"\r\nContent-Type: text/plain\r\n\r\none\r\n--two\xff\r\n----x;y--\r\n";

    #[test]
    fn files_come_byte_for_byte() {
        let file = File {
            name: "a;b.txt".to_owned(),
            kind: Some("text/plain".to_owned()),
            bytes: b"one\r\n--two\xff",
        };
        assert_eq!(files(KIND, BODY), [file]);
        let before = [b"preamble\r\n", BODY].concat();
        assert_eq!(files(KIND, &before).len(), 1);
    }

    #[test]
    fn what_is_no_whole_form_has_no_files() {
        assert!(files("text/plain", BODY).is_empty());
        assert!(files("multipart/form-data", BODY).is_empty());
        assert!(files("multipart/form-data; boundary=another", BODY).is_empty());
        for end in 0..BODY.len() - 6 {
            assert!(files(KIND, &BODY[..end]).is_empty(), "{end}");
        }
    }
}
