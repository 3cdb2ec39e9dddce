//! Bundling in a process that reads the app's directory and nothing else.

use std::{fs, path::Path};

use assay_sandbox::{BundleRequest, CodeError, bundle};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    support::{ask, body},
    trial,
};

fn bundled(directory: &Path, handlers: &[&str]) -> assay_sandbox::Bundle {
    let handlers = handlers.iter().map(|it| (*it).to_owned()).collect();
    bundle(&BundleRequest { directory: directory.to_owned(), beside: Vec::new(), handlers }).unwrap()
}

fn write(directory: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn fails(directory: &Path, handlers: &[&str]) -> assay_sandbox::BundleFailure {
    let handlers = handlers.iter().map(|it| (*it).to_owned()).collect();
    match bundle(&BundleRequest { directory: directory.to_owned(), beside: Vec::new(), handlers }) {
        Err(CodeError::Sources(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("bundling::h57_no_script_of_a_package_is_run", || {
            let directory = tempfile::tempdir().unwrap();
            let sign = directory.path().join("signs");
            fs::create_dir(&sign).unwrap();
            let leave = |name: &str| format!("touch {}/{name}", sign.display());
            let scripts = ["preinstall", "install", "postinstall", "prepare", "prebuild", "build"];
            let scripts: serde_json::Map<_, _> =
                scripts.map(|name| (name.to_owned(), leave(name).into())).into_iter().collect();
            let package = |name: &str| {
                json!({ "name": name, "version": "1.0.0", "main": "main.js", "scripts": scripts }).to_string()
            };
            let main = format!(
                "try {{ require('fs').writeFileSync('{}/loaded', 'x'); }} catch {{}} module.exports = 'evil';",
                sign.display()
            );
            write(
                directory.path(),
                &[
                    ("package.json", &package("app")),
                    ("src/index.js", "import evil from 'evil';\nexport const run = async () => evil;"),
                    ("node_modules/evil/package.json", &package("evil")),
                    ("node_modules/evil/main.js", &main),
                    ("node_modules/evil/binding.gyp", "{ 'targets': [] }"),
                    (".npmrc", "ignore-scripts=false\n"),
                ],
            );
            let bundle = bundled(directory.path(), &["index.run"]);
            let version =
                assay_sandbox::Version::start(&bundle.code, &assay_sandbox::VersionOptions::default())
                    .unwrap();
            assert_eq!(body(&ask(&version, "index.run", &json!({})).0), "evil");
            assert_eq!(
                fs::read_dir(&sign).unwrap().count(),
                0,
                "a script, or the package itself, left a sign"
            );
        }),
        trial("bundling::typescript_jsx_json_and_packages_become_one_script", || {
            let directory = tempfile::tempdir().unwrap();
            write(
                directory.path(),
                &[
                    (
                        "src/index.tsx",
                        "import { double } from './lib/double';\nimport data from './data.json';\nimport dep from 'dep';\nenum Kind { A = 5 }\nexport const run = async (body: { n: number }): Promise<number[]> => [double(body.n), data.x, dep.y, Kind.A];",
                    ),
                    ("src/lib/double.ts", "export const double = (n: number): number => n * 2;"),
                    ("src/data.json", r#"{ "x": 7 }"#),
                    ("src/other/index.js", "module.exports.go = () => 'commonjs';"),
                    ("node_modules/dep/package.json", r#"{ "name": "dep", "main": "./main.js" }"#),
                    ("node_modules/dep/main.js", "module.exports = { y: 9 };"),
                ],
            );
            let bundle = bundled(directory.path(), &["index.run", "other.go"]);
            assert_eq!(
                bundle.files,
                [
                    "node_modules/dep/main.js",
                    "src/data.json",
                    "src/index.tsx",
                    "src/lib/double.ts",
                    "src/other/index.js"
                ]
            );
            assert!(bundle.map.contains("src/lib/double.ts"), "{}", bundle.map);
            let version =
                assay_sandbox::Version::start(&bundle.code, &assay_sandbox::VersionOptions::default())
                    .unwrap();
            assert_eq!(body(&ask(&version, "index.run", &json!({ "n": 4 })).0), &json!([8, 7, 9, 5]));
            assert_eq!(body(&ask(&version, "other.go", &json!({})).0), "commonjs");
            assert_eq!(bundled(directory.path(), &["index.run", "other.go"]), bundle);
        }),
        trial("bundling::elements_are_calls_of_the_platforms_library", || {
            let directory = tempfile::tempdir().unwrap();
            let app = "const ForgeUI = { createElement: (...all) => all, Fragment: 'fragment' };
                const Text = 'text';
                exports.run = () => <><Text bold>hello {1 + 1}</Text></>;";
            // What the app's own settings say is for its pages.
            let settings = r#"{ "compilerOptions": { "jsx": "react-jsx" } }"#;
            let files = [("src/one.jsx", app), ("src/two.js", app), ("tsconfig.json", settings)];
            write(directory.path(), &files);
            let bundle = bundled(directory.path(), &["one.run", "two.run"]);
            let version =
                assay_sandbox::Version::start(&bundle.code, &assay_sandbox::VersionOptions::default())
                    .unwrap();
            let text = json!(["text", { "bold": true }, "hello ", 2]);
            for handler in ["one.run", "two.run"] {
                assert_eq!(body(&ask(&version, handler, &json!({})).0), &json!(["fragment", null, text]));
            }
        }),
        trial("bundling::a_mistake_in_the_syntax_has_its_place", || {
            let directory = tempfile::tempdir().unwrap();
            write(directory.path(), &[("src/index.js", "export const fine = 1;\nexport const run = = 2;\n")]);
            let failure = fails(directory.path(), &["index.run"]);
            let place = failure.problems[0].place.as_ref().unwrap();
            assert_eq!((place.file.as_str(), place.line), ("src/index.js", 2), "{failure}");
        }),
        trial("bundling::an_import_that_is_not_there_has_its_place", || {
            let directory = tempfile::tempdir().unwrap();
            write(
                directory.path(),
                &[("src/index.js", "\nimport { x } from './gone';\nexport const run = () => x;\n")],
            );
            let failure = fails(directory.path(), &["index.run"]);
            let place = failure.problems[0].place.as_ref().unwrap();
            assert_eq!((place.file.as_str(), place.line), ("src/index.js", 2), "{failure}");
        }),
        trial("bundling::a_package_that_is_only_tried_may_be_absent", || {
            let directory = tempfile::tempdir().unwrap();
            write(
                directory.path(),
                &[(
                    "src/index.js",
                    "let fast; try { fast = require('optional-addon'); } catch (error) { fast = error.code; }\nexports.run = () => fast;\n",
                )],
            );
            let bundle = bundled(directory.path(), &["index.run"]);
            assert_eq!(bundle.warnings[0].code, "import-not-found");
            let version =
                assay_sandbox::Version::start(&bundle.code, &assay_sandbox::VersionOptions::default())
                    .unwrap();
            assert_eq!(body(&ask(&version, "index.run", &json!({})).0), "MODULE_NOT_FOUND");
        }),
        trial("bundling::a_handler_without_a_file_is_told", || {
            let directory = tempfile::tempdir().unwrap();
            write(directory.path(), &[("src/index.js", "exports.run = 1"), ("secret.js", "exports.x = 1")]);
            let failure = fails(directory.path(), &["other.run", "noexport", "../secret.x"]);
            let codes: Vec<_> = failure.problems.iter().map(|problem| problem.code.as_str()).collect();
            assert_eq!(codes, ["handler-not-found", "handler-without-export", "handler-not-found"]);
        }),
        trial("bundling::nothing_outside_the_apps_directory_is_read", || {
            let outside = tempfile::tempdir().unwrap();
            let app = outside.path().join("app");
            write(
                outside.path(),
                &[
                    ("secret.js", "module.exports = 'secret of the neighbour';"),
                    ("app/src/inside.js", "module.exports = 'inside';"),
                ],
            );
            std::os::unix::fs::symlink(outside.path().join("secret.js"), app.join("src/link.js")).unwrap();
            let absolute = outside.path().join("secret.js").display().to_string();
            for import in ["../../secret.js", "./link.js", &absolute, "../../../../../../../../etc/passwd"] {
                write(&app, &[("src/index.js", &format!("exports.run = () => require({});", json!(import)))]);
                let failure = fails(&app, &["index.run"]);
                assert!(!failure.to_string().contains("neighbour"), "{import}: {failure}");
            }
            write(&app, &[("src/index.js", "exports.run = () => require('./inside.js');")]);
            assert!(bundled(&app, &["index.run"]).code.contains("inside"));
        }),
    ]
}
