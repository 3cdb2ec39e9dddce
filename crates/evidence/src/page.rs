//! The page of a rule or a probe, taken apart: fixed headings, and examples that are tests.

/// The headings every page has, in this order, below its title.
pub const HEADINGS: [&str; 7] =
    ["What it sees", "Why it matters", "Example", "Instead", "Limits", "Requirement", "References"];

/// Why a text is not such a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    /// The headings are not the fixed ones in their order.
    Headings {
        /// Those it has.
        found: Vec<String>,
    },
    /// A fenced block is not closed.
    OpenFence {
        /// The line it starts in, from 1.
        line: usize,
    },
    /// A section has no example of the needed form.
    NoExample {
        /// The heading.
        heading: &'static str,
    },
}

/// A small whole app from a page, and what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example<'a> {
    /// Its files: name and content. Fenced blocks whose info string is `<language> <file name>`.
    pub files: Vec<(&'a str, String)>,
    /// Files that stood in an earlier commit: blocks whose info string has a third word, `removed`.
    pub removed: Vec<(&'a str, String)>,
    /// Lines of the block ```` ```text expected ```` that follows: `manifest.yml:9: statement`; empty where
    /// the instrument has to stay silent.
    pub expected: Vec<&'a str>,
}

/// A page, as it stands beside the rule or probe of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// The first heading: the instrument's id.
    pub title: &'a str,
    /// Apps the instrument sees something in.
    pub examples: Vec<Example<'a>>,
    /// Apps it stays silent on.
    pub instead: Vec<Example<'a>>,
}

struct Block<'a> {
    info: &'a str,
    content: String,
}

impl<'a> Page<'a> {
    /// Takes a page apart.
    ///
    /// # Errors
    /// [`PageError`].
    pub fn read(text: &'a str) -> Result<Self, PageError> {
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().trim();
        let mut headings: Vec<&str> = Vec::new();
        let mut blocks: Vec<(&str, Vec<Block<'a>>)> = Vec::new();
        let mut open: Option<(usize, &str, String)> = None;
        for (number, line) in text.lines().enumerate() {
            match &mut open {
                Some((_, info, content)) => {
                    if line.trim_end() == "```" {
                        let block = Block { info, content: std::mem::take(content) };
                        if let Some((_, blocks)) = blocks.last_mut() {
                            blocks.push(block);
                        }
                        open = None;
                    } else {
                        content.push_str(line);
                        content.push('\n');
                    }
                }
                None if line.starts_with("```") => open = Some((number + 1, line[3..].trim(), String::new())),
                None => {
                    if let Some(heading) = line.strip_prefix("## ") {
                        headings.push(heading.trim());
                        blocks.push((heading.trim(), Vec::new()));
                    }
                }
            }
        }
        if let Some((line, ..)) = open {
            return Err(PageError::OpenFence { line });
        }
        if headings != HEADINGS {
            return Err(PageError::Headings { found: headings.into_iter().map(ToOwned::to_owned).collect() });
        }
        let section = |heading: &str| {
            let found = blocks.iter().find(|(name, _)| *name == heading);
            found.map_or(&[][..], |(_, blocks)| blocks)
        };
        let page = Self {
            title,
            examples: examples(text, section("Example")),
            instead: examples(text, section("Instead")),
        };
        if page.examples.is_empty() || page.examples.iter().any(|example| example.expected.is_empty()) {
            return Err(PageError::NoExample { heading: "Example" });
        }
        if page.instead.is_empty() {
            return Err(PageError::NoExample { heading: "Instead" });
        }
        Ok(page)
    }
}

/// Files up to an `expected` block make one example; without such blocks, all files of the section do.
fn examples<'a>(text: &'a str, blocks: &[Block<'a>]) -> Vec<Example<'a>> {
    let mut examples = Vec::new();
    let mut files: Vec<(&'a str, String)> = Vec::new();
    let mut removed: Vec<(&'a str, String)> = Vec::new();
    for block in blocks {
        let mut words = block.info.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("text"), Some("expected"), _) => {
                let expected = block.content.lines().filter(|line| !line.is_empty());
                // The lines live in the page itself; find them there to borrow them for as long.
                let expected =
                    expected.filter_map(|line| text.lines().find(|whole| *whole == line)).collect();
                let (files, removed) = (std::mem::take(&mut files), std::mem::take(&mut removed));
                examples.push(Example { files, removed, expected });
            }
            (Some(_), Some(name), Some("removed")) => removed.push((name, block.content.clone())),
            (Some(_), Some(name), _) => {
                // The same file again starts the next silent app.
                if files.iter().any(|(known, _)| *known == name) {
                    let (files, removed) = (std::mem::take(&mut files), std::mem::take(&mut removed));
                    examples.push(Example { files, removed, expected: Vec::new() });
                }
                files.push((name, block.content.clone()));
            }
            _ => {}
        }
    }
    if !files.is_empty() {
        examples.push(Example { files, removed, expected: Vec::new() });
    }
    examples
}
