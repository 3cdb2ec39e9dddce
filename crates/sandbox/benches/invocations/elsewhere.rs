//! Other ways to have a fresh engine for each call: a process of Node, a worker of Node. None of them is in a jail.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use crate::row;

/// Starts a worker for each call, one after the other, and prints how many microseconds each took.
const WORKERS: &str = "
const { Worker } = require('worker_threads');
const [app, count] = process.argv.slice(2);
const once = () => new Promise((done, fail) => {
  const began = process.hrtime.bigint();
  const code = `require('worker_threads').parentPort.postMessage(require(${JSON.stringify(app)}).index.hello())`;
  const worker = new Worker(code, { eval: true });
  worker.once('error', fail);
  worker.once('message', () => { console.log(String((process.hrtime.bigint() - began) / 1000n)); worker.terminate().then(done); });
});
(async () => { for (let at = 0; at < Number(count); at++) await once(); })();
";

pub(crate) fn rows(script: &str, count: usize) {
    let directory = tempfile::tempdir().unwrap();
    let app = directory.path().join("app.js");
    fs::write(&app, script).unwrap();
    let workers = directory.path().join("workers.js");
    fs::write(&workers, WORKERS).unwrap();
    let hello = format!("require({:?}).index.hello()", app.display().to_string());
    row("a process of Node, no jail", processes(&hello, count));
    let output = Command::new("node").arg(&workers).arg(&app).arg(count.to_string()).output();
    let took = output.map(|it| String::from_utf8_lossy(&it.stdout).into_owned()).unwrap_or_default();
    let took = took.lines().filter_map(|line| line.parse().ok()).map(Duration::from_micros);
    row("a worker of Node, no jail", took.collect());
}

fn processes(code: &str, count: usize) -> Vec<Duration> {
    let once = |_| {
        let began = Instant::now();
        Command::new("node").args(["-e", code]).status().ok().filter(|it| it.success())?;
        Some(began.elapsed())
    };
    (0..count).filter_map(once).collect()
}
