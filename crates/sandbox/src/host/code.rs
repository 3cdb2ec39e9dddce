//! Code an app makes of texts at run time. It is held as the app itself is; that there is some is written down.

use assay_jail::{Code, Loaded, Way};

use super::Desk;
use crate::{
    decision::{JailLevel, Note, Place, Record, Refusal},
    guard::Guard,
    platform::{Engine, Platform},
    state::{act::Installation, package::Deployed},
};

/// The kind of such records.
const KIND: &str = "code";
/// Texts that packages are known to make a function of while they are loaded, to find or set a name of the global object; each
/// with the beginning of its SHA-256.
///
/// Source: core-js 3.38, lodash 4.17, regenerator-runtime 0.14, read 2026-11.
const HARMLESS: [(&str, &str); 3] = [
    ("return this", "eb00f1c6e0337a0f"),
    ("return this;", "e83100eb2ef500f3"),
    ("r\nregeneratorRuntime = r", "23146d4ffe030117"),
];
/// What a record says of one of them.
pub(crate) const HARMLESS_REMARK: &str =
    "a text that packages are known for: it finds or names the global object";

/// What a record says of it.
fn note(code: &Code, deployed: &Deployed) -> Note {
    let what = match (code.way, code.from.as_deref()) {
        (Way::Eval, _) => "eval".to_owned(),
        (Way::Function, _) => "Function".to_owned(),
        (Way::Import, Some(from)) => format!("import of {}", plain(from)),
        (Way::Import, None) => "import".to_owned(),
        (Way::Timer, _) => "a timer with a text".to_owned(),
        (Way::Vm, _) => "vm".to_owned(),
        (Way::Wasm, _) => "WebAssembly".to_owned(),
    };
    let mut remarks = Vec::new();
    if code.at_load {
        remarks.push("while the app was loaded".to_owned());
    }
    match &code.text {
        Some((length, digest)) => {
            let unit = if *length == 1 { "byte" } else { "bytes" };
            remarks.push(format!("{length} {unit}, SHA-256 {}…", plain(digest)));
            if is_harmless(code) {
                remarks.push(HARMLESS_REMARK.to_owned());
            }
        }
        None if code.way == Way::Eval => {
            remarks.push("reached for; what is done with it does not show".to_owned())
        }
        None => {}
    }
    let refusal = code.is_refused.then(|| {
        let reason = "code is not taken from there: an app is what was deployed";
        Refusal::of(Guard::CodeMade, reason, "bundle what is run with the app")
    });
    let place = deployed.trace.innermost(&code.stack);
    Note { kind: KIND, subject: what, refusal, remarks, place, ..Note::default() }
}

/// A text whose making is known, and says nothing.
fn is_harmless(code: &Code) -> bool {
    let digest = code.text.as_ref().map(|(_, digest)| digest.as_str());
    code.way == Way::Function && HARMLESS.iter().any(|(_, known)| digest == Some(*known))
}

/// What the app's process says, as far as it is a word of the kind it should be.
fn plain(text: &str) -> String {
    text.chars().filter(|it| it.is_ascii_graphic()).take(120).collect()
}

fn more(count: u64) -> Note {
    let remark = format!("and {count} more, of which nothing else was written down");
    Note { kind: KIND, subject: "more".to_owned(), remarks: vec![remark], ..Note::default() }
}

impl Desk<'_> {
    pub(super) fn write_down_code(&mut self, code: Code) {
        // An engine that is started for each call loads the app in each; what it did then is known since it was tried out.
        let known = &self.engine.version.loaded().code;
        let is_known = code.at_load
            && known.iter().any(|it| (it.way, &it.from, &it.text) == (code.way, &code.from, &code.text));
        if !is_known && self.platform.options.guards.hold(Guard::CodeMade) {
            self.write_down(note(&code, &self.facts.code));
        }
    }

    pub(super) fn write_down_more_code(&mut self, count: u64) {
        if self.platform.options.guards.hold(Guard::CodeMade) {
            self.write_down(more(count));
        }
    }
}

impl Platform {
    /// Writes down what an app's code did while it was loaded for an installation.
    pub(crate) fn record_loading(
        &self,
        installation: &Installation,
        deployed: &Deployed,
        engine: &Engine,
    ) -> Vec<Record> {
        let Loaded { code, more_code, .. } = engine.version.loaded();
        if !self.options.guards.hold(Guard::CodeMade) {
            return Vec::new();
        }
        let place = Place {
            process: Some(&engine.number),
            jail: Some(JailLevel(engine.version.level())),
            engine: Some(self.options.engine),
            ..Place::outside(self, installation, "")
        };
        let rest = (*more_code > 0).then(|| more(*more_code));
        let records: Vec<Record> =
            code.iter().map(|code| note(code, deployed)).chain(rest).map(|note| place.record(note)).collect();
        records.iter().for_each(|record| self.record(record));
        records
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digests_are_those_of_the_texts() {
        for (text, digest) in HARMLESS {
            let whole = assay_source::Digest::of(text.as_bytes()).to_string();
            let digits = whole.rsplit(':').next().unwrap_or_default();
            assert_eq!(&digits[..digest.len()], digest, "{text}");
        }
    }
}
