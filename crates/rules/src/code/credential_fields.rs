//! Fields of forms that ask people for credentials of Atlassian accounts, in pages, templates and components.

use assay_code::{Action, Value};
use assay_evidence::Step;
use assay_source::{Place, RelPath, SourceText, Span};

use super::flow;
use crate::{Case, words::words};

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A password or an API token of an Atlassian account.
    Credential,
    /// A token of a Trello member.
    TrelloToken,
    /// Id or secret of an OAuth app that the customer is to make.
    OauthApp,
}

/// A field of a form.
pub(crate) struct Field {
    /// What it asks for.
    pub(crate) asked: Asked,
    /// The words that tell.
    pub(crate) words: String,
    /// Where it stands.
    pub(crate) place: Place,
    /// The way to it, where it is drawn by code.
    pub(crate) path: Vec<Step>,
}

/// Largest page that is read, in bytes.
const LARGEST: u64 = 256 * 1024;
/// Lines between a label and its field at most.
const LABEL_LINES: u32 = 4;
/// Attributes whose text a person reads or a server gets.
const TELLING: [&str; 7] = ["label", "placeholder", "name", "id", "aria-label", "title", "for"];

/// Every such field, in the order of the files.
pub(crate) fn fields(case: &Case<'_>) -> Vec<Field> {
    let mut found = in_pages(case);
    let mut labels: Vec<Field> = Vec::new();
    for event in &case.code.events {
        let Action::Render(render) = &event.action else { continue };
        let is_label = render.tag.eq_ignore_ascii_case("label");
        if !is_label && !is_field(&render.tag) {
            continue;
        }
        let telling = if is_label { &["children"][..] } else { &TELLING[..] };
        let said = telling.iter().map(|name| render.attributes.field(name));
        let said: Vec<String> =
            said.flat_map(|value: Value| value.constants().map(str::to_owned).collect::<Vec<_>>()).collect();
        let shows_the_way = leads_to_tokens(case.code.text(event.site).as_str());
        let asked = said
            .iter()
            .find_map(|text| Some((asks(text).or(asks_by_link(text, shows_the_way))?, text.clone())));
        if let Some((asked, words)) = asked {
            let path = flow::steps(case.code, event, "the form asks for it");
            let field = Field { asked, words, place: case.code.place(event.site), path };
            if is_label { labels.push(field) } else { found.push(field) }
        }
    }
    // A label says once more what its field says.
    let is_of_field = |label: &Field| {
        found.iter().any(|field| {
            field.asked == label.asked
                && field.place.file == label.place.file
                && field.place.line().abs_diff(label.place.line()) <= LABEL_LINES
        })
    };
    labels.retain(|label| !is_of_field(label));
    found.append(&mut labels);
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found.dedup_by(|a, b| a.place == b.place);
    found
}

/// Whether a text leads to the page where people make API tokens of their Atlassian accounts.
///
/// Source: support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account (read 2026-11).
fn leads_to_tokens(text: &str) -> bool {
    text.contains("id.atlassian.com/manage") && text.contains("/api-tokens")
}

/// What a name asks for that is of no service by itself, on a page that shows the way to Atlassian's tokens.
fn asks_by_link(text: &str, shows_the_way: bool) -> Option<Asked> {
    const PLAIN: [&str; 15] = [
        "your", "api", "token", "apitoken", "key", "enter", "paste", "the", "a", "here", "site", "user",
        "cloud", "password", "input",
    ];
    let words = words(text);
    let has = |name: &str| words.iter().any(|word| word == name);
    let is_plain = words.iter().all(|word| PLAIN.contains(&word.as_str()));
    let asks = has("token") || has("apitoken") || has("api") && has("key");
    (shows_the_way && is_plain && asks).then_some(Asked::Credential)
}

/// `<input>`, `<Textfield>`, `<TextField.Password>`
fn is_field(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    tag.contains("input") || tag.contains("textfield") || tag.contains("textarea")
}

/// Pages and their templates.
pub(crate) fn is_markup(path: &RelPath) -> bool {
    const PAGES: [&str; 20] = [
        "html",
        "htm",
        "xhtml",
        "hbs",
        "handlebars",
        "ejs",
        "erb",
        "mustache",
        "vue",
        "svelte",
        "php",
        "jinja",
        "jinja2",
        "j2",
        "twig",
        "jsp",
        "vm",
        "ftl",
        "cshtml",
        "razor",
    ];
    path.extension().is_some_and(|ending| PAGES.contains(&ending.as_str()))
}

fn in_pages(case: &Case<'_>) -> Vec<Field> {
    let pages = case.app.files().filter(|file| file.length <= LARGEST && is_markup(&file.path));
    let mut found = Vec::new();
    for file in pages {
        let Ok(text) = case.app.tree.read(&file.path) else { continue };
        found.extend(inputs(&text));
    }
    found
}

/// The fields of a page by their attributes.
fn inputs(text: &SourceText) -> Vec<Field> {
    let page = text.as_str();
    let lower = page.to_ascii_lowercase();
    let shows_the_way = leads_to_tokens(page);
    let mut found = Vec::new();
    for (at, _) in lower.match_indices("<input") {
        let end = lower[at..].find('>').map_or(lower.len(), |end| at + end).min(at + 2000);
        let Some(tag) = page.get(at..end) else { continue };
        let hidden = [
            "type=\"hidden\"",
            "type='hidden'",
            "type=\"submit\"",
            "type=\"button\"",
            "type=\"checkbox\"",
            "type=\"radio\"",
        ];
        if hidden.iter().any(|kind| tag.contains(kind)) {
            continue;
        }
        let said = TELLING.iter().filter_map(|name| attribute(tag, name));
        let asked = said
            .into_iter()
            .find_map(|text| Some((asks(text).or(asks_by_link(text, shows_the_way))?, text.to_owned())));
        if let Some((asked, words)) = asked {
            found.push(Field {
                asked,
                words,
                place: text.place(Span::new(at, at + "<input".len())),
                path: Vec::new(),
            });
        }
    }
    found
}

/// The value of an attribute of a tag.
pub(super) fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let begins = |at: &usize| tag[..*at].ends_with(|before: char| before.is_ascii_whitespace());
    let at = tag.match_indices(&format!("{name}=")).map(|(at, _)| at).find(begins)?;
    let rest = &tag[at + name.len() + 1..];
    match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next(),
        _ => rest.split(|end: char| end == '>' || end.is_ascii_whitespace()).next(),
    }
}

/// What a label or name asks for. A product has to be named: an API token of somebody else's service is theirs to ask.
fn asks(text: &str) -> Option<Asked> {
    if text.len() > 80 {
        return None;
    }
    // How every API token of an Atlassian account begins.
    if text.starts_with("ATATT") {
        return Some(Asked::Credential);
    }
    let words = words(text);
    let has = |word: &str| words.iter().any(|it| it == word);
    let after =
        |first: &str, second: &str| words.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    let product = ["atlassian", "jira", "confluence", "bitbucket"].iter().any(|name| has(name));
    let token = after("api", "token")
        || after("api", "key")
        || after("access", "token") && has("personal")
        || has("apitoken");
    let password = has("password") || has("passwd");
    match () {
        () if has("trello") && (has("token") || has("apitoken")) => Some(Asked::TrelloToken),
        () if product && (token || password) => Some(Asked::Credential),
        () if product && (after("client", "secret") || after("client", "id") || has("clientsecret")) => {
            Some(Asked::OauthApp)
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, asks, asks_by_link, attribute};

    #[test]
    fn a_label_asks_where_it_names_the_product_and_the_credential() {
        assert_eq!(asks("Jira API token"), Some(Asked::Credential));
        assert_eq!(asks("atlassianPassword"), Some(Asked::Credential));
        assert_eq!(asks("trello_token"), Some(Asked::TrelloToken));
        assert_eq!(asks("Atlassian client secret"), Some(Asked::OauthApp));
        assert_eq!(asks("ATATT…"), Some(Asked::Credential));
        assert_eq!(asks_by_link("Your API token", true), Some(Asked::Credential));
        for (text, shows_the_way) in [("Your API token", false), ("GitHub token", true), ("Site", true)] {
            assert_eq!(asks_by_link(text, shows_the_way), None, "{text}");
        }
        for text in ["API token", "Jira project", "GitHub password", "Jira issue key"] {
            assert_eq!(asks(text), None, "{text}");
        }
    }

    #[test]
    fn attributes_are_read_with_and_without_quotes() {
        assert_eq!(attribute("<input name='a b' id=c", "name"), Some("a b"));
        assert_eq!(attribute("<input name='a b' id=c", "id"), Some("c"));
        assert_eq!(attribute("<input data-name='x'", "name"), None);
        assert_eq!(attribute("<input data-name='x'\n\tname=y", "name"), Some("y"));
    }
}
