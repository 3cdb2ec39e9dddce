//! Scripts whose host somebody outside chose: a page's own address says where they come from.

use assay_code::{
    Action, Analysis, Event, Origin, Part, Target, Value,
    model::{Cleansing, Effect, Role},
};

use super::{hosts, sink::chosen};

/// A text between quotes stays in its attribute where it was escaped, and still is the host.
const HARMLESS: [Cleansing; 1] = [Cleansing::Url];
/// jQuery's way to load a script.
const LOADS: [&str; 2] = ["global:$.getScript", "global:jQuery.getScript"];

/// What chose the host of a script that an event loads.
pub(crate) fn chosen_host(code: &Analysis, event: &Event) -> Option<Origin> {
    match &event.action {
        Action::Assign(assign) => {
            let Target::External(path) = &assign.target else { return None };
            let is_source = path.starts_with("global:document.") && path.ends_with(".src");
            (is_source && is_of_a_script(code, event)).then(|| in_host(&assign.value, event)).flatten()
        }
        Action::Call(call) if LOADS.contains(&call.path.as_str()) => in_host(&call.argument(0), event),
        Action::Call(call) if call.effect() == Some(Effect::HtmlWrite) => {
            let written = call.role_all(Role::Html);
            written.iter().find_map(|html| in_tag(html, event)).or_else(|| {
                let first = written.first().filter(|_| stands_in_tag(code, event))?;
                in_host(first, event)
            })
        }
        _ => None,
    }
}

/// The first hole in an address, where its host is not known before.
fn in_host(address: &Value, event: &Event) -> Option<Origin> {
    let whole = address.as_text().is_none().then(|| chosen(address, &HARMLESS, event)).flatten();
    whole.or_else(|| {
        address.texts().find_map(|text| {
            let mut before = String::new();
            for part in text.parts() {
                match part {
                    Part::Literal(literal) => before.push_str(literal),
                    Part::Hole(_) if hosts::is_complete(&before) => return None,
                    Part::Hole(value) => return chosen(value, &HARMLESS, event),
                }
            }
            None
        })
    })
}

/// `'<script src="' . $host . '/all.js">'`
fn in_tag(html: &Value, event: &Event) -> Option<Origin> {
    html.texts().find_map(|text| {
        let mut before = String::new();
        text.parts().iter().find_map(|part| match part {
            Part::Literal(literal) => {
                before.push_str(literal);
                None
            }
            Part::Hole(value) => {
                let origin = ends_in_source(&before).then(|| chosen(value, &HARMLESS, event)).flatten();
                before.push('x');
                origin
            }
        })
    })
}

/// `<script src="<?= $host ?>/all.js">`: the tag stands in the page before the value.
fn stands_in_tag(code: &Analysis, event: &Event) -> bool {
    let before = code.text(event.site).as_str().get(..event.site.span.start).unwrap_or_default();
    let page = match before.rsplit_once("<?") {
        Some((page, opened)) if matches!(opened.trim(), "=" | "php" | "php echo" | "php print") => page,
        _ => before,
    };
    ends_in_source(page)
}

/// Whether markup ends where the address of a script begins, or within its scheme.
fn ends_in_source(markup: &str) -> bool {
    let Some((_, tag)) = markup.rsplit_once('<') else { return false };
    let tag = tag.to_ascii_lowercase();
    let Some((_, address)) = tag.rsplit_once("src=").filter(|_| tag.starts_with("script")) else {
        return false;
    };
    matches!(address.trim_start_matches(['"', '\'']), "" | "//" | "http://" | "https://")
}

/// `script = document.createElement('script')`, in the same file.
pub(super) fn is_of_a_script(code: &Analysis, event: &Event) -> bool {
    let text = code.text(event.site).as_str();
    let written = text.get(event.site.span.start..event.site.span.end).unwrap_or_default();
    let Some((name, _)) = written.split_once(".src") else { return false };
    let squeezed: String = text.split_whitespace().collect::<String>().replace('\'', "\"");
    squeezed.contains(&format!("{}=document.createElement(\"script\")", name.trim()))
}
