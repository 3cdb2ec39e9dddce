//! Columns that Entity Framework makes of the properties of a class: C#.
//!
//! Source: learn.microsoft.com/ef/core/modeling/entity-types (read 2026-11).

use assay_source::{Place, RelPath, Span};

use crate::Case;

/// A property of a class that is kept in a table.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) file: RelPath,
}

/// Every property that is a text, of every class that a context has a set of.
pub(super) fn of_texts(case: &Case<'_>) -> Vec<Column> {
    let files = case.app.files().filter(|file| file.path.extension().as_deref() == Some("cs"));
    let texts: Vec<_> = files.filter_map(|file| case.app.tree.read(&file.path).ok()).collect();
    let mut kept: Vec<&str> = texts.iter().flat_map(|text| kept(text.as_str())).collect();
    kept.sort_unstable();
    kept.dedup();
    let mut found = Vec::new();
    for text in &texts {
        for class in &kept {
            for span in properties(text.as_str(), class) {
                let name = text.slice(span).to_owned();
                found.push(Column { name, place: text.place(span), file: text.path().clone() });
            }
        }
    }
    found
}

/// The classes of `DbSet<Note>`.
fn kept(text: &str) -> Vec<&str> {
    let behind = text.split("DbSet<").skip(1);
    behind.filter_map(|rest| rest.split_once('>').map(|(class, _)| class.trim())).collect()
}

/// The names of the properties of a class that are texts: `public string? Name { get; set; }`.
fn properties(text: &str, class: &str) -> Vec<Span> {
    let declared = format!("class {class}");
    let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    let found = text.match_indices(&declared).find(|(at, _)| is_end(&text[at + declared.len()..]));
    let Some(start) = found.and_then(|(at, _)| Some(at + text[at..].find('{')? + 1)) else {
        return Vec::new();
    };
    let mut depth = 1_usize;
    let end = text[start..].find(|letter: char| {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let body = &text[start..end.map_or(text.len(), |end| start + end)];
    let mut found = Vec::new();
    for line in body.lines() {
        let Some((head, _)) = line.split_once('{').filter(|(_, rest)| rest.contains("get;")) else {
            continue;
        };
        let mut words = head.split_whitespace().rev();
        let (Some(name), Some("string" | "string?" | "String")) = (words.next(), words.next()) else {
            continue;
        };
        let at = name.as_ptr().addr() - text.as_ptr().addr();
        found.push(Span::new(at, at + name.len()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{kept, properties};

    #[test]
    fn properties_that_are_texts_are_columns() {
        let text = "class Db : DbContext { public DbSet<Note> Notes { get; set; } }\npublic class Notes {\n  public string No { get; set; }\n}\npublic class Note\n{\n  public int Id { get; set; }\n  public required string Token { get; set; } = \"\";\n  public string? Title { get; init; }\n  public string Shown() { return Title; }\n}\nclass C { public string Other { get; set; } }\n";
        assert_eq!(kept(text), ["Note"]);
        let names: Vec<&str> =
            properties(text, "Note").into_iter().map(|span| &text[span.start..span.end]).collect();
        assert_eq!(names, ["Token", "Title"]);
    }
}
