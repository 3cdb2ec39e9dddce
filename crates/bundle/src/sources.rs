//! Bundling.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError},
};

use rolldown::{
    Bundler, BundlerOptions, BundlerTransformOptions, CodeSplittingMode, Either, InputItem, JsxOptions,
    OutputExports, OutputFormat, Platform, ResolveOptions, SourceMapType, TreeshakeOptions,
    plugin::__inner::SharedPluginable,
};
use rolldown_common::Output;
use serde::{Deserialize, Serialize};

use crate::{
    entry,
    plugin::{Border, ENTRY},
    problem::{Failure, Problem, from_bundler},
};

/// What to bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The app's directory: `src` lies in it, and usually `node_modules`.
    pub directory: PathBuf,
    /// Directories outside it that may be read too: the `node_modules` of a repository that holds several packages.
    #[serde(default)]
    pub beside: Vec<PathBuf>,
    /// The handlers of its manifest: `file.export`.
    pub handlers: Vec<String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// One script of CommonJS.
    pub code: String,
    /// Its source map, as JSON; sources are named relative to the app's directory.
    pub map: String,
    /// The files in it, relative to the app's directory where they lie in it, sorted.
    pub files: Vec<String>,
    /// What may go wrong when it runs.
    pub warnings: Vec<Problem>,
}

/// Bundles an app.
///
/// The same sources give the same bytes. It blocks, for tens of milliseconds with an app of usual size.
///
/// # Errors
/// A [`Failure`] with everything that was found, each with its place where it has one.
pub fn bundle(request: &Request) -> Result<Bundle, Failure> {
    from_folder(request, "src")
}

/// With handlers' files in a folder of the app's directory.
pub(crate) fn from_folder(request: &Request, folder: &str) -> Result<Bundle, Failure> {
    let canonical = |path: &PathBuf| {
        path.canonicalize()
            .map_err(|error| Failure::one("no-directory", format!("{}: {error}", path.display())))
    };
    let root = canonical(&request.directory)?;
    let mut roots = vec![root.clone()];
    for beside in &request.beside {
        roots.push(canonical(beside)?);
    }
    let files = entry::files(&root, folder, &request.handlers)?;
    let border = Arc::new(Border { roots, entry: entry::text(&files), noticed: std::sync::Mutex::default() });
    let options = BundlerOptions {
        input: Some(vec![InputItem { name: Some("app".into()), import: ENTRY.into() }]),
        cwd: Some(root.clone()),
        platform: Some(Platform::Node),
        format: Some(OutputFormat::Cjs),
        exports: Some(OutputExports::Auto),
        sourcemap: Some(SourceMapType::Hidden),
        code_splitting: Some(CodeSplittingMode::Bool(false)),
        keep_names: Some(true),
        // What a module does when it is loaded may be what counts in a test of an app.
        treeshake: TreeshakeOptions::Boolean(false),
        transform: Some(BundlerTransformOptions {
            jsx: Some(Either::Right(jsx())),
            ..BundlerTransformOptions::default()
        }),
        resolve: Some(ResolveOptions { symlinks: Some(true), ..ResolveOptions::default() }),
        ..BundlerOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // The jail holds few threads.
        .max_blocking_threads(8)
        .enable_time()
        .build()
        .map_err(|error| Failure::one("bundler", format!("the bundler's threads: {error}")))?;
    let plugin: SharedPluginable = Arc::clone(&border) as SharedPluginable;
    let output = runtime.block_on(async {
        let mut bundler = Bundler::with_plugins(options, vec![plugin])?;
        bundler.generate().await
    });
    let output = output.map_err(|errors| {
        let mut problems: Vec<Problem> =
            errors.into_vec().iter().map(|error| from_bundler(&root, error)).collect();
        sort(&mut problems);
        Failure { problems }
    })?;
    let mut warnings: Vec<Problem> = output.warnings.iter().map(|it| from_bundler(&root, it)).collect();
    warnings.append(&mut border.noticed.lock().unwrap_or_else(PoisonError::into_inner));
    sort(&mut warnings);
    let chunks = output.assets.iter().filter_map(|output| match output {
        Output::Chunk(chunk) => Some(chunk),
        Output::Asset(_) => None,
    });
    let chunks: Vec<_> = chunks.collect();
    let [chunk] = chunks.as_slice() else {
        return Err(Failure::one(
            "bundler",
            format!("{} scripts came out where one was asked for", chunks.len()),
        ));
    };
    let name = |id: &str| crate::problem::named(&root, id);
    let mut files: Vec<String> =
        chunk.modules.keys.iter().map(|id| name(id.as_str())).filter(|id| !id.starts_with('\0')).collect();
    files.sort();
    let map = chunk.map.as_ref().map(|map| map.to_json_string()).unwrap_or_default();
    Ok(Bundle { code: chunk.code.clone(), map, files, warnings })
}

/// What elements become in a function's code: calls of the platform's own library, whatever the app's settings say.
///
/// Source: the published `@forge/bundler` 7.3, `out/config/common.js`, read 2026-11.
fn jsx() -> JsxOptions {
    JsxOptions {
        runtime: Some("classic".to_owned()),
        pragma: Some("ForgeUI.createElement".to_owned()),
        pragma_frag: Some("ForgeUI.Fragment".to_owned()),
        ..JsxOptions::default()
    }
}

/// By place, then by what is said: the bundler works in several threads.
fn sort(problems: &mut Vec<Problem>) {
    let key = |problem: &Problem| {
        let place = problem.place.as_ref().map(|place| (place.file.clone(), place.line, place.column));
        (place, problem.code.clone(), problem.message.clone())
    };
    problems.sort_by_key(key);
    problems.dedup();
}
