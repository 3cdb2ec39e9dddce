//! A door that answers by itself.

use std::{collections::VecDeque, io, time::Duration};

use assay_quickjs::{Answer, Call, Door, Error, Isolate, Limits, Made, Script};
use serde_json::{Value, json};

/// Answers each call with its path.
#[derive(Default)]
pub(crate) struct Answering {
    pub(crate) calls: Vec<Call>,
    pub(crate) logs: Vec<(u8, String)>,
    pub(crate) made: Vec<Made>,
    pub(crate) made_more: u64,
    pub(crate) failure: Option<String>,
    pub(crate) answers: VecDeque<Answer>,
}

impl Door for Answering {
    fn call(&mut self, call: Call) -> io::Result<()> {
        self.answers.push_back(Answer {
            id: call.id,
            status: 200,
            headers: vec![("content-type".into(), "application/json".into())],
            body: json!({ "path": call.path }).to_string().into_bytes(),
            url: None,
            failure: self.failure.clone(),
        });
        self.calls.push(call);
        Ok(())
    }

    fn log(&mut self, level: u8, text: &str) -> io::Result<()> {
        self.logs.push((level, text.to_owned()));
        Ok(())
    }

    fn made(&mut self, made: Made) -> io::Result<()> {
        self.made.push(made);
        Ok(())
    }

    fn made_more(&mut self, count: u64) -> io::Result<()> {
        self.made_more += count;
        Ok(())
    }

    fn next(&mut self, _: Option<Duration>) -> io::Result<Option<Answer>> {
        // In the opposite order, which no script may mind.
        Ok(self.answers.pop_back())
    }
}

pub(crate) fn isolate(limits: Limits) -> Isolate {
    Isolate::new(limits).unwrap()
}

pub(crate) fn load(isolate: &mut Isolate, code: &str, door: &mut Answering) -> Result<(), Error> {
    let script = Script { code: code.as_bytes().to_vec(), name: "app.js".into(), ..Script::default() };
    isolate.load(&script, door)
}

pub(crate) fn envelope(body: &Value) -> String {
    json!({ "handler": "index.run", "body": body, "_meta": { "aaid": "someone", "proxy": { "token": "x" } } })
        .to_string()
}

/// The platform's reply.
pub(crate) fn run(code: &str, body: Value, door: &mut Answering) -> Result<Value, Error> {
    let mut isolate = isolate(Limits::default());
    load(&mut isolate, code, door)?;
    Ok(serde_json::from_str(&isolate.invoke(&envelope(&body), door)?).unwrap())
}

/// What the handler gave.
pub(crate) fn value(code: &str, body: Value) -> Value {
    let reply = run(code, body, &mut Answering::default()).unwrap();
    assert_eq!(reply["success"], true, "{reply}");
    reply["body"].clone()
}

/// The files in `tests/checks`, each cut at its headings: `// --- name`.
pub(crate) fn checks() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/checks");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut checks = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for part in text.split("// --- ").skip(1) {
            let (name, code) = part.split_once('\n').unwrap();
            checks.push((format!("{}: {name}", file.file_stem().unwrap().display()), code.to_owned()));
        }
    }
    assert!(checks.len() > 20, "the checks were not found");
    checks
}
