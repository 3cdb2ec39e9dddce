//! Whole small apps, and how their files find one another.

use std::{fmt::Write, sync::Arc};

use assay_app::{App, Options, find};
use assay_code::graph::{Program, Target};
use assay_source::Tree;

/// The first app of some files.
pub(crate) fn app(files: &[(&str, &str)]) -> App {
    let tree = Arc::new(Tree::from_files(files.iter().copied()).unwrap());
    find(&tree, &Options::default()).apps.into_iter().next().expect("the files hold an app")
}

/// A manifest that makes an app of any folder.
pub(crate) const MANIFEST: &str =
    "app:\n  id: ari:cloud:ecosystem::app/1\n  runtime:\n    name: nodejs22.x\n";

fn load(files: &[(&str, &str)]) -> Program {
    Program::load(&app(files), &[])
}

/// Every request and where it leads, then what was left out and what was said.
fn told(program: &Program) -> String {
    let mut out = String::new();
    for id in program.ids() {
        let module = program.module(id);
        writeln!(out, "{}", module.file).unwrap();
        for (index, request) in module.requests.iter().enumerate() {
            let target = match program.target(id, assay_code::ir::RequestId(index as u32)) {
                Target::Module(id) => program.module(*id).file.to_string(),
                Target::Package { name, subpath } if subpath.is_empty() => format!("package {name}"),
                Target::Package { name, subpath } => format!("package {name}, in it {subpath}"),
                Target::Builtin(name) => format!("builtin {name}"),
                Target::Data(path) => format!("data {path}"),
                Target::Skipped(path) => format!("skipped {path}"),
                Target::Outside => "outside".to_owned(),
                Target::Unresolved { because } => format!("nowhere: {because}"),
            };
            writeln!(out, "  {} -> {target}", request.specifier).unwrap();
        }
    }
    for skipped in &program.skipped {
        writeln!(out, "left out {}: {}", skipped.file, skipped.because).unwrap();
    }
    for diagnostic in &program.diagnostics {
        let place = diagnostic.labels.first().map_or(String::new(), |label| format!(" at {}", label.place));
        writeln!(out, "{:?} {}{place}", diagnostic.level, diagnostic.message).unwrap();
    }
    out
}

#[test]
fn relative_paths_find_sources_whatever_they_are_written_as() {
    insta::assert_snapshot!(told(&load(&[
        ("manifest.yml", MANIFEST),
        (
            "src/index.ts",
            "import './a'; import './b.js'; import './c'; import './d/'; import '.'; import './view'; import './lost';
             import './style.css'; import data from './data.json'; import icon from './icon.svg?react';
             import type { T } from './types'; import '../outside.js'; import '../../far'; require('./e'); import('./f');
             import raw from 'raw-loader!./text.txt'; import './f.mjs'",
        ),
        ("src/a.ts", "export {}"),
        ("src/b.ts", "export {}"),
        ("src/b.js", "exports.old = 1\n//# sourceMappingURL=b.js.map"),
        ("src/c/index.tsx", "export {}"),
        ("src/d/index.cjs", "module.exports = {}"),
        ("src/view.jsx", "export {}"),
        ("src/e.cts", "export = 1"),
        ("src/f.mts", "export {}"),
        ("src/types.d.ts", "export type T = string"),
        ("src/style.css", ""),
        ("src/icon.svg", "<svg/>"),
        ("src/text.txt", "text"),
        ("src/data.json", "{\"a\": [1, \"b\", null, true]}"),
        ("outside.js", ""),
    ])));
}

#[test]
fn packages_builtins_and_aliases_are_told_apart() {
    insta::assert_snapshot!(told(&load(&[
        ("manifest.yml", MANIFEST),
        ("package.json", r##"{"name": "app", "dependencies": {"url": "1", "utils": "1"}, "imports": {"#own": "./src/own.ts", "#own/*": "./src/own/*.ts"}}"##),
        (
            "src/index.ts",
            "import '@forge/api'; import '@forge/bridge/out/x'; import 'fs'; import 'node:fs/promises'; import 'url'; import 'lodash/get';
             import '#own'; import '#own/deep'; import '@/own'; import '~/own'; import 'src/own'; import 'utils/own'; import 'https://cdn.example/x.js';
             import '@lib/own'; import 'own'; import '@missing'; import 'virtual:pages'",
        ),
        ("src/own.ts", "export {}"),
        ("src/own/deep.ts", "export {}"),
        ("src/utils/own.ts", "export {}"),
        ("lib/own.ts", "export {}"),
        (
            "tsconfig.json",
            "{ // comments and commas are allowed\n \"extends\": \"@tsconfig/node22/tsconfig.json\", \"compilerOptions\": {\"paths\": {\"@lib/*\": [\"./lib/*\"]},} }",
        ),
    ])));
}

#[test]
fn a_tsconfig_may_extend_one_further_up_and_a_broken_one_harms_nothing_else() {
    let program = load(&[
        ("manifest.yml", MANIFEST),
        (
            "tsconfig.base.json",
            r#"{"compilerOptions": {"baseUrl": ".", "paths": {"shared/*": ["src/shared/*"]}}}"#,
        ),
        ("tsconfig.json", r#"{"extends": "./tsconfig.base.json"}"#),
        ("src/index.ts", "import 'shared/a'; import './b'"),
        ("src/b.ts", ""),
        ("src/shared/a.ts", ""),
        ("web/tsconfig.json", "{ broken"),
        ("web/index.ts", "import './c'; import 'react'"),
        ("web/c.ts", ""),
        ("js/jsconfig.json", r#"{"compilerOptions": {"baseUrl": "./code"}}"#),
        ("js/index.js", "import 'd'"),
        ("js/code/d.js", ""),
    ]);
    insta::assert_snapshot!(told(&program));
}

#[test]
fn a_workspace_finds_its_own_packages_by_name() {
    insta::assert_snapshot!(told(&load(&[
        ("app/manifest.yml", MANIFEST),
        ("app/package.json", r#"{"name": "app", "dependencies": {"@acme/exports": "*", "@acme/main": "*", "plain": "*", "@acme/built": "*"}}"#),
        (
            "app/src/index.ts",
            "import '@acme/exports'; import '@acme/exports/sub'; import '@acme/exports/hidden'; import '@acme/main'; import '@acme/main/extra';
             import 'plain'; import '@acme/built'; import '@acme/built/dist/deep'; import '../../packages/plain/other'",
        ),
        ("package.json", r#"{"workspaces": ["packages/*", "app"]}"#),
        ("packages/exports/package.json", r#"{"name": "@acme/exports", "exports": {".": {"types": "./x.d.ts", "import": "./src/main.ts"}, "./sub": "./src/sub.ts"}}"#),
        ("packages/exports/src/main.ts", "export * from './sub'"),
        ("packages/exports/src/sub.ts", "export const a = 1"),
        ("packages/main/package.json", r#"{"name": "@acme/main", "main": "lib/entry.js"}"#),
        ("packages/main/lib/entry.js", "module.exports = {}"),
        ("packages/main/extra.js", ""),
        ("packages/plain/package.json", r#"{"name": "plain"}"#),
        ("packages/plain/index.js", ""),
        ("packages/plain/other.js", ""),
        ("packages/plain/unused.js", ""),
        ("packages/built/package.json", r#"{"name": "@acme/built", "main": "dist/index.js", "types": "dist/index.d.ts"}"#),
        ("packages/built/src/index.ts", "import './deep'"),
        ("packages/built/src/deep.ts", ""),
    ])));
}

#[test]
fn what_does_not_run_is_left_out_and_listed_unless_something_asks_for_it() {
    let minified = "function f(a,b){return a+b;}".repeat(300);
    insta::assert_snapshot!(told(&load(&[
        ("test-apps/app/manifest.yml", MANIFEST),
        (
            "test-apps/app/src/index.js",
            "import './generated'; import './vendor/lib'; import '../fixtures/seed'; import './broken'; import './index.test'"
        ),
        ("test-apps/app/src/index.test.js", "test('a')"),
        ("test-apps/app/src/other.test.js", "test('b')"),
        ("test-apps/app/src/generated.js", "// auto-generated by a tool\nexport {}"),
        ("test-apps/app/src/unasked.js", "// auto-generated by a tool\nexport {}"),
        ("test-apps/app/src/vendor/lib.js", "module.exports = 1"),
        ("test-apps/app/fixtures/seed.js", "export {}"),
        ("test-apps/app/src/broken.js", "const = 1"),
        ("test-apps/app/src/bundle.js", &minified),
        ("test-apps/app/static/build/main.js", "1"),
        ("test-apps/app/src/A.stories.jsx", "export default {}"),
        ("test-apps/app/webpack.config.js", "module.exports = {}"),
        ("test-apps/app/.eslintrc.js", "module.exports = {}"),
        ("test-apps/app/index.html", "<script src=\"x.js\"></script>"),
        ("test-apps/app/page.html", "<script>run()</script>"),
        ("test-apps/other/manifest.yml", MANIFEST),
        ("test-apps/other/src/index.js", "1"),
    ])));
}

#[test]
fn cycles_and_packages_that_name_themselves_end() {
    let program = load(&[
        ("manifest.yml", MANIFEST),
        (
            "package.json",
            r##"{"name": "self", "main": "./src/a.js", "exports": {".": "./src/a.js"}, "imports": {"#a": "#b", "#b": "#a"}}"##,
        ),
        (
            "tsconfig.json",
            r#"{"extends": "./tsconfig.json", "compilerOptions": {"paths": {"x": ["x"], "y/*": ["./y/*/../*"]}}}"#,
        ),
        ("src/a.js", "import './b'; import 'self'; import '#a'; import 'x'; import 'y/z'"),
        ("src/b.js", "import './a'; export * from './b'"),
    ]);
    insta::assert_snapshot!(told(&program));
}
