//! The machine's own Node as a guest: what an app meets on the platform itself, at the price of a start for each call.

use std::{
    ffi::{CString, OsStr},
    os::unix::ffi::OsStrExt,
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

use assay_jail::{Guest, Inside, Line, Running, Thrown};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The name it is asked for by.
pub(crate) const NODE: &str = "node";

/// What Node is started with.
const AGENT: &str = include_str!("node.js");
/// What it needs of the other engine's prelude: calls, the globals of the platform, requests by HTTP.
const MODULES: [&str; 5] = ["code", "errors", "fetch", "http", "platform"];

/// What the engine is told besides the script.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Options {
    pub(crate) node: PathBuf,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) files: Vec<(String, String)>,
    /// The heap, in bytes.
    pub(crate) memory: u64,
    /// One process serves one invocation after the other, and can be asked what it keeps.
    #[serde(default)]
    pub(crate) is_kept: bool,
}

/// Node, and the libraries it is linked to.
#[derive(Debug, Clone)]
pub(crate) struct Installed {
    pub(crate) node: PathBuf,
    pub(crate) files: Vec<PathBuf>,
}

/// The Node that is found by its name, asked once.
///
/// # Errors
/// Why there is none, in one sentence.
pub(crate) fn installed() -> Result<&'static Installed, String> {
    static FOUND: OnceLock<Result<Installed, String>> = OnceLock::new();
    FOUND.get_or_init(find).as_ref().map_err(Clone::clone)
}

fn find() -> Result<Installed, String> {
    let asked = "JSON.stringify([process.execPath, ...process.report.getReport().sharedObjects])";
    let output = Command::new("node").args(["-p", asked]).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("node cannot be started: {error}"))?;
    let paths: Vec<PathBuf> = serde_json::from_slice(&output.stdout)
        .map_err(|_| "node does not say where it lies and what it is linked to".to_owned())?;
    let files: Vec<PathBuf> = paths.into_iter().filter(|path| path.is_absolute() && path.is_file()).collect();
    let node = files.first().cloned().ok_or("node does not say where it lies")?;
    Ok(Installed { node, files })
}

#[derive(Default)]
struct Engine {
    loaded: Option<Program>,
    /// The process that is kept, where one is.
    running: Option<Running>,
}

/// What each process is started with.
struct Program {
    inside: Inside,
    options: Value,
    code: Vec<u8>,
    is_kept: bool,
}

pub(super) fn make() -> Box<dyn Guest> {
    Box::<Engine>::default()
}

impl Guest for Engine {
    fn load(&mut self, options: &Value, program: &[u8], line: &mut Line) -> Result<Value, Thrown> {
        let broken = |because: String| Thrown::new("EngineError", because);
        let options: Options =
            serde_json::from_value(options.clone()).map_err(|error| broken(error.to_string()))?;
        let text = |it: &OsStr| CString::new(it.as_bytes()).map_err(|error| broken(error.to_string()));
        let heap = format!("--max-old-space-size={}", options.memory >> 20);
        // The flag lets what an app imports at run time be told by us; the warning that comes with it is nobody's.
        let arguments = [heap.as_str(), "--experimental-vm-modules", "--no-warnings", "-e", AGENT]
            .map(|it| text(OsStr::new(it)));
        let inside = Inside {
            program: text(options.node.as_os_str())?,
            arguments: arguments.into_iter().collect::<Result<_, _>>()?,
        };
        let modules: Map<String, Value> = MODULES
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), assay_quickjs::module(name)?.into())))
            .collect();
        // The variables of the top level, where what they keep can be asked.
        let names = options.is_kept.then(|| assay_quickjs::names(&String::from_utf8_lossy(program)));
        let told = json!({
            "modules": modules, "environment": options.environment, "files": options.files, "names": names,
        });
        // What it throws at its top level, it throws now.
        inside.serve(line, &told, program, None)?;
        let (code, is_kept) = (program.to_vec(), options.is_kept);
        self.loaded = Some(Program { inside, options: told, code, is_kept });
        Ok(json!({}))
    }

    fn invoke(&mut self, envelope: &[u8], line: &mut Line) -> Result<Vec<u8>, Thrown> {
        let Some(Program { inside, options, code, is_kept }) = &self.loaded else {
            return Err(Thrown::new("EngineError", "nothing was loaded"));
        };
        if !is_kept {
            return inside.serve(line, options, code, Some(envelope));
        }
        let running = match self.running.take() {
            Some(running) => running,
            None => inside.keep(options, code)?,
        };
        self.running.insert(running).serve(line, envelope)
    }
}
