//! Apps that others wrote: on the official framework under Node, and in Python as such apps are commonly written.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::app::{APP, OTHER_SECRET, OTHER_TENANT, SECRET, TENANT};

/// A process that serves an app and ends with this value.
pub(crate) struct Foreign {
    child: Child,
    pub(crate) address: String,
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// True where `atlassian-connect-express` is installed; where not, a word about it, or a failure where `CI` is set.
pub(crate) fn has_framework() -> bool {
    let folder = here("../auth/tests/interop");
    let has_node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    let has = has_node && folder.join("node_modules/atlassian-connect-express").exists();
    let missing = "skipped: needs node, and `npm ci` in crates/auth/tests/interop";
    assert!(has || std::env::var_os("CI").is_none(), "{missing}");
    if !has {
        eprintln!("{missing}");
    }
    has
}

/// True where Flask and PyJWT are installed; where not, a word about it, or a failure where `CI` is set.
pub(crate) fn has_python() -> bool {
    let output = Command::new("python3")
        .args(["-c", "import flask, jwt, cryptography"])
        .env("PYTHONPATH", here("tests/tokens/python/site"))
        .output();
    let has = output.is_ok_and(|output| output.status.success());
    let missing = "skipped: needs python3, and `pip install --target site -r requirements.txt` in \
                   crates/probes/tests/tokens/python";
    assert!(has || std::env::var_os("CI").is_none(), "{missing}");
    if !has {
        eprintln!("{missing}");
    }
    has
}

/// An app on the official framework.
pub(crate) fn on_framework(keys: &str) -> Foreign {
    let mut command = Command::new("node");
    command.arg("app.mjs").arg(settings(keys)).current_dir(here("../auth/tests/interop"));
    start(command)
}

/// An app in Python.
pub(crate) fn in_python(keys: &str) -> Foreign {
    let mut command = Command::new("python3");
    command.arg("app.py").arg(settings(keys)).current_dir(here("tests/tokens/python"));
    command.env("PYTHONPATH", here("tests/tokens/python/site"));
    start(command)
}

fn settings(keys: &str) -> String {
    serde_json::json!({
        "keys": keys.trim_end_matches('/'), "appId": APP,
        "tenants": { TENANT: SECRET, OTHER_TENANT: OTHER_SECRET },
    })
    .to_string()
}

/// Starts it and waits for the line with its address.
fn start(mut command: Command) -> Foreign {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let address = address.trim().to_owned();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    Foreign { child, address }
}
