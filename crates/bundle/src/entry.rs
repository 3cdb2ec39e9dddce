//! The module everything begins with: it is ours, and requires each handler's file.

use std::{
    collections::BTreeMap,
    fmt::Write,
    path::{Component, Path, PathBuf},
};

use crate::problem::{Failure, Problem};

/// The platform tries these, in this order.
const EXTENSIONS: [&str; 7] = ["ts", "tsx", "js", "jsx", "mjs", "cjs", "json"];

/// Each handler's file, found below a folder, by its name in the manifest without the export.
pub(crate) fn files(
    root: &Path,
    folder: &str,
    handlers: &[String],
) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for handler in handlers {
        let Some((name, _)) = handler.rsplit_once('.') else {
            problems.push(Problem {
                code: "handler-without-export".into(),
                message: format!("the handler `{handler}` names no export; `file.export` is expected"),
                place: None,
            });
            continue;
        };
        match find(&root.join(folder), name) {
            Some(file) => drop(files.insert(name.to_owned(), file)),
            None => problems.push(Problem {
                code: "handler-not-found".into(),
                message: format!(
                    "there is no file `{}` with one of the endings {}",
                    Path::new(folder).join(name).display(),
                    EXTENSIONS.join(", ")
                ),
                place: None,
            }),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(Failure { problems }) }
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let relative = Path::new(name);
    if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return None;
    }
    let base = folder.join(relative);
    let with = EXTENSIONS.iter().map(|extension| PathBuf::from(format!("{}.{extension}", base.display())));
    with.chain(EXTENSIONS.iter().map(|extension| base.join(format!("index.{extension}"))))
        .find(|file| file.is_file())
}

/// The module's text.
pub(crate) fn text(files: &BTreeMap<String, PathBuf>) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = String::new();
    for (name, file) in files {
        let file = quoted(&file.display().to_string());
        let _ = writeln!(text, "exports[{}] = require({file});", quoted(name));
    }
    text
}
