//! Notices that an app's files were saved: by looking, a few times a second, at what the system says of them. That works on
//! every file system, shared ones included, and costs next to nothing: an app's own files are few.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash as _, Hasher as _},
    path::{Path, PathBuf},
    sync::mpsc::Sender,
    thread,
    time::Duration,
};

use super::hub::Happening;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(250);
/// Folders that are written to while nobody edits the app, and those that are not read for it.
const PASSED_OVER: [&str; 2] = ["node_modules", "target"];
/// Deepest folder that is looked into.
const DEEPEST: usize = 32;

/// Watches a folder, on a thread of its own, and tells once of what was saved together.
pub(super) fn watch(directory: PathBuf, to: Sender<Happening>) {
    thread::spawn(move || {
        let mut known = look(&directory);
        let mut changing = None;
        loop {
            thread::sleep(PAUSE);
            let now = look(&directory);
            // An editor, or a checkout, writes for a while: it is over when two looks see the same.
            if now != known && changing == Some(now) {
                (known, changing) = (now, None);
                if to.send(Happening::Saved).is_err() {
                    return;
                }
            } else {
                changing = (now != known).then_some(now);
            }
        }
    });
}

/// A number that changes with the files.
fn look(directory: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    walk(directory, 0, &mut hasher);
    hasher.finish()
}

fn walk(directory: &Path, depth: usize, hasher: &mut DefaultHasher) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What a link leads to may lie anywhere, and lead back.
        let Ok(it) = path.symlink_metadata() else { continue };
        if name.starts_with('.') || PASSED_OVER.contains(&name.as_str()) {
            continue;
        }
        if it.is_dir() {
            if depth < DEEPEST {
                walk(&path, depth + 1, hasher);
            }
            continue;
        }
        path.hash(hasher);
        it.len().hash(hasher);
        it.modified().ok().hash(hasher);
    }
}
