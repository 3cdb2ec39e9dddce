//! Where a template writes a value as it is: `{{{ x }}}`, `<%- x %>`, `!{x}`, `{{ x | safe }}`, `{!! $x !!}`, `<%== x %>`.

use assay_source::Span;

use super::{cleaned_by_php, page_scripts};

/// One such place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hole {
    /// All of it.
    pub(crate) span: Span,
    /// What is written.
    pub(crate) expression: String,
    /// The first names of what is written: `user` of `JSON.stringify(user.name)`.
    pub(crate) names: Vec<String>,
    /// It stands in a script element.
    pub(crate) in_script: bool,
}

/// Those of a template, by its file's ending.
pub(crate) fn of(text: &str, ending: &str) -> Vec<Hole> {
    let mut found = match ending {
        "ejs" | "eta" => written_by_ejs(text),
        "pug" | "jade" => pug(text),
        "njk" | "liquid" | "twig" | "jinja" | "jinja2" | "j2" => marked_safe(text),
        "php" => between(text, "{!!", "!!}"),
        "erb" => erb(text),
        "hbs" | "handlebars" | "mustache" => braces(text),
        _ => braces(text).into_iter().chain(written_by_ejs(text)).chain(marked_safe(text)).collect(),
    };
    found.sort_by_key(|(span, _)| span.start);
    let scripts = page_scripts::of(text);
    let holes = found.into_iter().map(|(span, inner)| {
        let in_script = page_scripts::hold(&scripts, span);
        let names = match ending {
            // Functions and members have no `$` before their names.
            "php" => {
                let mut names = names(&cleaned_by_php::left_of(&inner, in_script));
                names.retain(|name| name.starts_with('$'));
                names
            }
            _ => names(&inner),
        };
        Hole { span, names, expression: inner.trim().to_owned(), in_script }
    });
    holes.filter(|hole| !hole.names.is_empty()).collect()
}

/// `<%- x %>`; another template's whole text can be written by no other mark: `<%- include('head', { title }) %>`.
fn written_by_ejs(text: &str) -> Vec<(Span, String)> {
    let mut found = between(text, "<%-", "%>");
    found.retain(|(_, inner)| {
        let called = inner.trim_start().strip_prefix("await ").unwrap_or(inner.trim_start());
        !called.trim_start().strip_prefix("include").is_some_and(|rest| rest.trim_start().starts_with('('))
    });
    found
}

fn braces(text: &str) -> Vec<(Span, String)> {
    let mut found = between(text, "{{{", "}}}");
    found.extend(between(text, "{{&", "}}"));
    found.retain(|(_, inner)| !inner.trim_start().starts_with(['>', '#', '/', '!']));
    found
}

/// `<%== x %>`, `<%= raw x %>`, `<%= x.html_safe %>`
fn erb(text: &str) -> Vec<(Span, String)> {
    let found = between(text, "<%=", "%>").into_iter().filter_map(|(span, inner)| {
        let inner = inner.trim().trim_end_matches('-').trim_end();
        let raw = inner
            .strip_prefix('=')
            .or_else(|| inner.strip_prefix("raw ").or_else(|| inner.strip_prefix("raw(")?.strip_suffix(')')))
            .or_else(|| inner.strip_suffix(".html_safe"))?;
        Some((span, raw.trim().to_owned()))
    });
    found.collect()
}

/// `{{ x | safe }}`, `{{ x | raw }}`, and every `{{ x }}` where escaping is switched off around it.
fn marked_safe(text: &str) -> Vec<(Span, String)> {
    let off: Vec<Span> = ["{% autoescape false %}", "{% autoescape off %}"]
        .iter()
        .flat_map(|open| between(text, open, "{% endautoescape %}"))
        .map(|(span, _)| span)
        .collect();
    let is_off = |span: Span| off.iter().any(|around| around.start <= span.start && span.end <= around.end);
    let marks = |inner: &str| inner.split('|').skip(1).any(|filter| matches!(filter.trim(), "safe" | "raw"));
    let value = |inner: &str| inner.split('|').next().unwrap_or_default().to_owned();
    let escapes =
        |inner: &str| inner.split('|').skip(1).any(|filter| matches!(filter.trim(), "e" | "escape"));
    let found = between(text, "{{", "}}")
        .into_iter()
        .filter(|(span, inner)| marks(inner) || is_off(*span) && !escapes(inner));
    found.map(|(span, inner)| (span, value(&inner))).collect()
}

/// `!{x}` and `p!= x`
fn pug(text: &str) -> Vec<(Span, String)> {
    let mut found = between(text, "!{", "}");
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((before, inner)) = line.split_once("!= ")
            && before.trim().chars().all(|letter| letter.is_alphanumeric() || "#.-_()='\"".contains(letter))
        {
            let span = Span { start: at + before.len(), end: at + line.trim_end().len() };
            found.push((span, inner.trim_end().to_owned()));
        }
        at += line.len();
    }
    found
}

fn between(text: &str, open: &str, close: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|found| at + found) {
        let inner = start + open.len();
        let Some(end) = text[inner..].find(close).map(|found| inner + found) else { break };
        found.push((Span { start, end: end + close.len() }, text[inner..end].to_owned()));
        at = end + close.len();
    }
    found
}

/// Names that are not behind a dot, nor in quotes.
fn names(expression: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut quote, mut name, mut after_dot) = (None, String::new(), false);
    for letter in expression.chars().chain([' ']) {
        match quote {
            Some(open) => {
                if letter == open {
                    quote = None;
                }
            }
            None if letter.is_alphanumeric() || matches!(letter, '_' | '$') => name.push(letter),
            None => {
                if !name.is_empty() {
                    let one = std::mem::take(&mut name);
                    if !after_dot
                        && !one.starts_with(|first: char| first.is_ascii_digit())
                        && !found.contains(&one)
                    {
                        found.push(one);
                    }
                }
                after_dot = letter == '.' || after_dot && letter.is_whitespace();
                if matches!(letter, '"' | '\'' | '`') {
                    quote = Some(letter);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::of;

    fn told(text: &str, ending: &str) -> Vec<(Vec<String>, bool)> {
        of(text, ending).into_iter().map(|hole| (hole.names, hole.in_script)).collect()
    }

    #[test]
    fn what_each_engine_leaves_as_it_is_is_found() {
        let one = |name: &str| vec![(vec![name.to_owned()], false)];
        assert_eq!(told("<p>{{{ note.text }}}</p>{{ other }}", "hbs"), one("note"));
        assert_eq!(told("<p>{{& note }}</p>", "mustache"), one("note"));
        assert_eq!(told("<p><%- note %><%= other %></p>", "ejs"), one("note"));
        assert_eq!(told("p!= note\np= other", "pug"), one("note"));
        assert_eq!(told("p !{note} #{other}", "pug"), one("note"));
        assert_eq!(told("{{ note | safe }}{{ other }}", "njk"), one("note"));
        let off = "{% autoescape false %}{{ note }}{{ x|e }}{% endautoescape %}{{ other }}";
        assert_eq!(told(off, "j2"), one("note"));
        assert_eq!(told("<p>{!! $note !!}</p>{{ $other }}", "php"), one("$note"));
        for written in ["<%== note %>", "<%= raw note %>", "<%= raw(note) %>", "<%= note.html_safe -%>"] {
            assert_eq!(told(&format!("<p>{written}<%= other %></p>"), "erb"), one("note"), "{written}");
        }
    }

    #[test]
    fn a_hole_of_a_script_is_told_apart() {
        let text = "<script>const user = {{{user}}};</script>{{{body}}}";
        assert_eq!(told(text, "hbs"), [(vec!["user".to_owned()], true), (vec!["body".to_owned()], false)]);
    }

    #[test]
    fn what_a_function_of_php_cleans_is_left_out() {
        assert_eq!(told("<p>{!! nl2br(e($note->text)) !!}</p>", "php"), []);
        let told = told("<p>{!! nl2br($note->text) . e($other) !!}</p>", "php");
        assert_eq!(told, [(vec!["$note".to_owned()], false)]);
    }

    #[test]
    fn names_behind_dots_and_in_quotes_are_none() {
        let names = of("<%- JSON.stringify(user.name || 'nobody') %>", "ejs").remove(0).names;
        assert_eq!(names, ["JSON", "user"]);
    }

    #[test]
    fn what_is_not_closed_ends_the_search() {
        assert!(of("{{{ never", "hbs").is_empty());
        assert!(of("<script {{{é", "html").is_empty());
    }
}
