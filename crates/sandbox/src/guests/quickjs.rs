//! The engine as a guest.

use std::{io, time::Duration};

use assay_jail::{Code, Guest, Init, Line, Thrown};
use assay_quickjs::{Answer, Call, Door, Error, Isolate, Limits, Made, Script, Way};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The name it is asked for by.
pub(crate) const QUICKJS: &str = "quickjs";

/// What the engine is told besides the script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    /// `process.env`.
    pub(crate) environment: Vec<(String, String)>,
    /// Files beside the code.
    #[serde(default)]
    pub(crate) files: Vec<(String, String)>,
    /// Its variables can be looked at.
    #[serde(default)]
    pub(crate) is_inspected: bool,
    /// The heap, in bytes.
    pub(crate) memory: usize,
    /// Time for one run, in milliseconds: a little less than what the jail gives, so that the error can be told.
    pub(crate) time_ms: u64,
}

/// How an envelope begins that asks where texts are kept.
const SEARCH: &str = "{\"search\":";

/// The envelope that asks where texts are kept.
pub(crate) fn search(needles: &[&str]) -> Value {
    json!({ "search": needles })
}

/// The name of the script's file, and what stack traces call it.
const SCRIPT: &str = "app.js";
pub(crate) const SCRIPT_PATH: &str = "/app/app.js";

#[derive(Default)]
struct Engine {
    isolate: Option<Isolate>,
}

pub(super) fn make() -> Box<dyn Guest> {
    assay_quickjs::warm_up();
    Box::<Engine>::default()
}

impl Guest for Engine {
    fn load(&mut self, options: &Value, program: &[u8], line: &mut Line) -> Result<Value, Thrown> {
        let options: Options = serde_json::from_value(options.clone()).unwrap_or_default();
        let limits = Limits {
            memory: options.memory,
            time: Duration::from_millis(options.time_ms),
            ..Limits::default()
        };
        let mut isolate = Isolate::new(limits).map_err(thrown)?;
        let script = Script {
            code: program.to_vec(),
            name: SCRIPT.to_owned(),
            environment: options.environment,
            files: options.files,
            is_inspected: options.is_inspected,
        };
        isolate.load(&script, &mut Through(line)).map_err(thrown)?;
        self.isolate = Some(isolate);
        Ok(json!({}))
    }

    fn invoke(&mut self, envelope: &[u8], line: &mut Line) -> Result<Vec<u8>, Thrown> {
        let Some(isolate) = &mut self.isolate else {
            return Err(Thrown::new("EngineError", "nothing was loaded"));
        };
        let envelope = String::from_utf8_lossy(envelope);
        // Only the host writes what comes here: an envelope of the platform begins with its handler.
        if let Some(needles) = envelope.strip_prefix(SEARCH).and_then(|rest| rest.strip_suffix('}')) {
            let needles: Vec<String> = serde_json::from_str(needles).unwrap_or_default();
            let found = isolate.search(&needles).map_err(thrown)?;
            return Ok(json!(found).to_string().into_bytes());
        }
        isolate.invoke(&envelope, &mut Through(line)).map(String::into_bytes).map_err(thrown)
    }
}

fn thrown(error: Error) -> Thrown {
    match error {
        Error::Threw { name, message, stack } => Thrown { name, message, stack },
        Error::NeverSettles => Thrown::new("NeverSettles", error.to_string()),
        Error::Door(_) | Error::Engine(_) => Thrown::new("EngineError", error.to_string()),
    }
}

/// The engine's door is the jail's channel.
struct Through<'a>(&'a mut Line);

impl Door for Through<'_> {
    fn call(&mut self, call: Call) -> io::Result<()> {
        let Call { id, descriptor, path, method, headers, body, stack } = call;
        self.0.call(id, descriptor, &path, Init { method, headers, body, stack })
    }

    fn log(&mut self, level: u8, text: &str) -> io::Result<()> {
        self.0.log(level, text)
    }

    fn made(&mut self, made: Made) -> io::Result<()> {
        let Made { way, from, text, is_refused, at_load, stack } = made;
        let way = match way {
            Way::Eval => assay_jail::Way::Eval,
            Way::Function => assay_jail::Way::Function,
            Way::Import => assay_jail::Way::Import,
            Way::Timer => assay_jail::Way::Timer,
            Way::Vm => assay_jail::Way::Vm,
        };
        self.0.code(Code { way, from, text, is_refused, at_load, stack })
    }

    fn made_more(&mut self, count: u64) -> io::Result<()> {
        self.0.more_code(count)
    }

    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<Answer>> {
        let answer = self.0.next(wait)?;
        Ok(answer.map(|it| {
            let assay_jail::Answer { id, status, headers, body, url, failure } = it;
            Answer { id, status, headers, body, url, failure }
        }))
    }
}
