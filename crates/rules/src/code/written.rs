//! Where on a way the program says what is done: helpers that hand on an address, a statement or a log line are not the place
//! that a reader has to change.

use assay_code::{Analysis, Event, Hop, Origin, Part, Site, Text, Value};

use crate::words::words;

/// A shorter piece of a text stands in many places.
const SHORTEST: usize = 5;

/// The innermost place on the way to an event whose function writes what a value says: the event's own, or the call of the
/// helper that is handed the text. The event's own, too, where none does.
pub(crate) fn site(code: &Analysis, event: &Event, value: &Value) -> Site {
    of_parts(code, event, value.texts().map(Text::parts))
}

/// The same for the parts of texts.
pub(crate) fn of_parts<'a>(code: &Analysis, event: &Event, texts: impl Iterator<Item = &'a [Part]>) -> Site {
    let pieces: Vec<String> = texts.flat_map(pieces).collect();
    if event.hops.is_empty() || pieces.is_empty() {
        return event.site;
    }
    let outwards = event.hops.iter().rev().map(|hop| hop.site);
    let mut sites = std::iter::once(event.site).chain(outwards);
    let writes = |site: &Site| pieces.iter().any(|piece| code.text_around(*site).contains(piece.as_str()));
    sites.find(writes).unwrap_or(event.site)
}

/// Where a value is handed to what logs it: the call of a logger of the app's own, where what is logged comes from outside
/// of it; else the event's own place.
pub(crate) fn logged(code: &Analysis, event: &Event, origin: &Origin) -> Site {
    let brought_in = origin.source.fetched().map(|fetched| fetched.call.site);
    let hands_on =
        |hop: &&Hop| is_logger(code, hop) && brought_in.is_none_or(|site| !code.is_within(site, hop.callee));
    let hops = event.hops.iter().rev().take_while(hands_on);
    hops.last().map_or(event.site, |hop| hop.site)
}

/// By its name or by that of its file: `logInfo`, `logger.warn`, anything of `utils/logger.js`.
fn is_logger(code: &Analysis, hop: &Hop) -> bool {
    const NAMES: [&str; 14] = [
        "log", "logs", "logger", "logging", "info", "warn", "warning", "error", "debug", "trace", "verbose",
        "fatal", "notice", "critical",
    ];
    let names = |text: &str| words(text).iter().any(|word| NAMES.contains(&word.as_str()));
    let file = code.file(hop.callee).file_name();
    let stem = file.split('.').next().unwrap_or_default();
    let of_logs = |word: &String| matches!(word.as_str(), "log" | "logs" | "logger" | "loggers" | "logging");
    names(&hop.function) || words(stem).iter().any(of_logs)
}

/// What of a text may stand in the program as it is: the longest line of what is written out, and the last name of a path,
/// whose beginning is often kept elsewhere.
fn pieces(parts: &[Part]) -> Vec<String> {
    let written = |part: &Part| match part {
        Part::Literal(literal) => Some(literal.clone()),
        Part::Hole(_) => None,
    };
    let template: String = parts.iter().map(|part| written(part).unwrap_or_else(|| "{}".into())).collect();
    let literals: Vec<_> = parts.iter().filter_map(written).collect();
    let lines =
        literals.iter().flat_map(|literal| literal.split(['\n', '\'', '"', '`', '\\'])).map(str::trim);
    let longest = lines.max_by_key(|line| line.len()).map(str::to_owned);
    let path = template.split(['?', '#']).next().unwrap_or_default();
    let mut names = path.rsplit('/').filter(|name| !name.is_empty() && !name.contains(['{', ' ']));
    let last = names.next().filter(|_| path.contains('/')).map(|name| format!("/{name}"));
    longest.into_iter().chain(last).filter(|piece| piece.len() >= SHORTEST).collect()
}
