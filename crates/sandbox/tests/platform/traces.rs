//! What is thrown, logged and asked for is told with its place in the sources people wrote.

use std::fs;

use assay_sandbox::{BundleRequest, Call, Cause, CodeError, Error, Guards, Package, bundle};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    support::{READ, World, manifest},
    trial,
};

/// Types that vanish, so that lines differ; a package that throws; and a call nobody granted.
const INDEX: &str = "\
interface Body {
  act: string;
}
type Words = Record<string, string>;

import { check } from 'checks';
const ask = async (): Promise<number> => {
  const answer = await __forge_fetch__({ type: 'fpp', provider: 'app', remote: 'jira' }, '/rest/api/3/project/search', {});
  return answer.status;
};
export const run = async (body: Body): Promise<unknown> => {
  if (body.act === 'throw') throw new RangeError('too far');
  if (body.act === 'log') console.error(new Error('seen'));
  if (body.act === 'ask') return ask();
  return check(body.act);
};
";
const CHECKS: &str = "\n\nexports.check = (it) => { throw new TypeError(`no ${it}`); };\n";

fn packaged(index: &str) -> Package {
    let directory = tempfile::tempdir().unwrap();
    let files = [
        ("src/index.ts", index),
        ("node_modules/checks/package.json", "{ \"name\": \"checks\", \"main\": \"main.js\" }"),
        ("node_modules/checks/main.js", CHECKS),
    ];
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let request = BundleRequest {
        directory: directory.path().to_owned(),
        beside: Vec::new(),
        handlers: vec!["index.run".to_owned()],
    };
    let bundled = bundle(&request).unwrap();
    let manifest = manifest(READ, "");
    Package { manifest, code: bundled.code, source_map: Some(bundled.map), ..Package::default() }
}

fn invoke(package: &Package, act: &str) -> Result<assay_sandbox::Answer, Error> {
    let world = World::new(Guards::default());
    world.platform.deploy("production", package, "a developer").unwrap();
    let installation = world.install("production", "alpha").id;
    let cause = Cause::Module { module: None, body: json!({ "act": act }) };
    world.platform.invoke(&Call { installation, function: "main".to_owned(), actor: None, cause })
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("traces::what_is_thrown_has_its_line_in_typescript", || {
            let answer = invoke(&packaged(INDEX), "throw").unwrap();
            let told = answer.value().unwrap_err().to_string();
            assert_eq!(told, "RangeError: too far");
            let log = &answer.logs[0].text;
            assert!(log.contains("(src/index.ts:12:"), "{log}");
            assert!(!log.contains("app.js"), "{log}");
        }),
        trial("traces::what_is_thrown_in_a_package_has_its_line_there_and_who_called_it", || {
            let log = invoke(&packaged(INDEX), "x").unwrap().logs[0].text.clone();
            let (there, here) = (log.find("node_modules/checks/main.js:3:"), log.find("src/index.ts:15:"));
            assert!(there.is_some() && there < here, "{log}");
        }),
        trial("traces::an_error_that_is_logged_has_its_line", || {
            let log = invoke(&packaged(INDEX), "log").unwrap().logs[0].text.clone();
            assert!(log.contains("seen") && log.contains("(src/index.ts:13:"), "{log}");
        }),
        trial("traces::a_decision_says_where_the_call_was_made", || {
            let answer = invoke(&packaged(INDEX), "ask").unwrap();
            let place = answer.decisions[0].place.clone().unwrap();
            assert!(place.starts_with("src/index.ts:8:"), "{place}");
        }),
        trial("traces::what_is_thrown_while_it_loads_has_its_line", || {
            let broken = format!("{INDEX}\nthrow new Error('at the top');\n");
            let error = invoke(&packaged(&broken), "x").unwrap_err();
            assert!(matches!(error, Error::Code(CodeError::Load(_))), "{error}");
            assert!(error.to_string().contains("src/index.ts:18:"), "{error}");
        }),
        trial("traces::without_a_map_places_are_the_bundles", || {
            let package = Package { source_map: None, ..packaged(INDEX) };
            let answer = invoke(&package, "ask").unwrap();
            assert_eq!(answer.decisions[0].place, None);
            let log = invoke(&package, "throw").unwrap().logs[0].text.clone();
            assert!(log.contains("/app/app.js:"), "{log}");
        }),
    ]
}
