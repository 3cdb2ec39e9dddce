//! The secrets of each app's repository, as it lies there and, where that is asked for, in its history.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use assay_app::App;
use assay_evidence::Evidence;
use assay_rules::HistoryLook;
use assay_secrets::{Certainty, FileScan, History, NotSeen, TreeScan, hide};
use assay_source::{Place, RelPath, Span, Tree, WhyPassedOver};

/// What was found below a directory, in all of its repositories.
pub(crate) struct Secrets {
    tree: TreeScan,
    /// The repository of each folder that was asked about: its top, as a path of the system.
    tops: BTreeMap<RelPath, Option<PathBuf>>,
    /// Each repository's history, with paths from its top.
    histories: BTreeMap<PathBuf, Result<History, String>>,
}

/// What was found in the repository of one app.
pub(crate) struct AppSecrets {
    /// As it lies there: the app's files, and those of its repository that are no app's.
    pub(crate) tree: TreeScan,
    history: Option<Result<History, String>>,
}

impl AppSecrets {
    /// What rules may know of the history.
    pub(crate) fn history(&self) -> HistoryLook<'_> {
        match &self.history {
            None => HistoryLook::NotAsked,
            Some(Ok(history)) => HistoryLook::Read(history),
            Some(Err(because)) => HistoryLook::NotThere { because },
        }
    }
}

impl Secrets {
    /// Searches the files of a tree, and the histories of its apps' repositories.
    pub(crate) fn of(root: &Path, tree: &Tree, apps: &[App], with_history: bool) -> Self {
        let mut scan = TreeScan::of(tree, tree.files().iter().map(|file| &file.path));
        for passed in tree.passed_over() {
            // What a link points at lies elsewhere in the repository, or outside it.
            let is_text = !matches!(passed.because, WhyPassedOver::SymbolicLink)
                && !History::is_passed_over(&passed.path);
            if is_text {
                scan.not_seen.push(NotSeen::new(passed.path.clone(), passed.because.to_string()));
            }
        }
        scan.not_seen.sort();
        let mut secrets = Self { tree: scan, tops: BTreeMap::new(), histories: BTreeMap::new() };
        let folders = secrets.tree.files.iter().map(|file| file.path.parent());
        let skipped = secrets.tree.not_seen.iter().filter_map(|skip| skip.file.as_ref()).map(RelPath::parent);
        let folders: Vec<RelPath> =
            folders.chain(skipped).chain(apps.iter().map(|app| app.root.clone())).collect();
        for folder in folders {
            let top = top_of(root, &folder);
            secrets.tops.insert(folder, top);
        }
        if with_history {
            for app in apps {
                let Some(top) = secrets.tops[&app.root].clone() else { continue };
                secrets
                    .histories
                    .entry(top)
                    .or_insert_with_key(|top| assay_history::read(top).map_err(|error| error.to_string()));
            }
        }
        secrets
    }

    /// What concerns one of the apps. `asked` is true where its history was to be read.
    pub(crate) fn of_app(&self, root: &Path, app: &App, apps: &[App], asked: bool) -> AppSecrets {
        let top = self.tops.get(&app.root).cloned().flatten();
        let is_shared = |path: &RelPath| !apps.iter().any(|other| other.owns(path));
        let in_repository = |path: &RelPath| self.tops.get(&path.parent()).cloned().flatten() == top;
        let concerns = |path: &RelPath| app.owns(path) || is_shared(path) && in_repository(path);
        let tree = TreeScan {
            files: self.tree.files.iter().filter(|file| concerns(&file.path)).cloned().collect(),
            searched: self.tree.searched,
            not_seen: self
                .tree
                .not_seen
                .iter()
                .filter(|skip| skip.file.as_ref().is_none_or(concerns))
                .cloned()
                .collect(),
        };
        let history = asked.then(|| {
            let Some(top) = &top else { return Err("there is no git repository".to_owned()) };
            let history = self.histories.get(top).cloned();
            let history = history.unwrap_or_else(|| Err("nobody read it".to_owned()))?;
            Ok(seen_from(history, root, top, |path| app.owns(path) || is_shared(path)))
        });
        AppSecrets { tree, history }
    }
}

/// The top of the repository that a folder lies in: the nearest folder with a `.git`, or the directory itself where
/// it is a bare repository.
fn top_of(root: &Path, folder: &RelPath) -> Option<PathBuf> {
    let start = std::fs::canonicalize(root.join(folder.as_str())).ok()?;
    start.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok()).map(Path::to_owned)
}

/// A history with the paths that its files have below `root`, and with what concerns one app alone.
fn seen_from(mut history: History, root: &Path, top: &Path, concerns: impl Fn(&RelPath) -> bool) -> History {
    let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let moved = |path: &RelPath| match (root.strip_prefix(top), top.strip_prefix(&root)) {
        // The directory that was named lies in the repository: what lies beside it keeps its path from the top.
        (Ok(inside), _) => path
            .as_str()
            .strip_prefix(&*inside.to_string_lossy().replace('\\', "/"))
            .map(|rest| rest.trim_start_matches('/'))
            .and_then(|rest| RelPath::parse(rest).ok())
            .unwrap_or_else(|| path.clone()),
        (_, Ok(below)) => RelPath::parse(&below.to_string_lossy())
            .and_then(|below| below.join(path.as_str()))
            .unwrap_or_else(|_| path.clone()),
        _ => path.clone(),
    };
    for secret in &mut history.secrets {
        secret.path = moved(&secret.path);
        secret.also = secret.also.iter().map(moved).collect();
    }
    history.secrets.retain(|secret| concerns(&secret.path) || secret.also.iter().any(&concerns));
    history
}

/// Takes every secret that was found out of what is told, whoever tells it: a rule about something else may show
/// the line beside one.
pub(crate) fn hide_in(evidence: &mut [Evidence], tree: &Tree, found: &TreeScan) {
    let texts: Vec<String> = found.files.iter().flat_map(|file| secrets_of(tree, file)).collect();
    for evidence in evidence {
        if let Some(place) = evidence.place.take() {
            evidence.place = Some(hide_place(place, tree, found));
        }
        for step in &mut evidence.path {
            step.place = hide_place(step.place.clone(), tree, found);
        }
        let told = [Some(&mut evidence.statement), Some(&mut evidence.identity), evidence.help.as_mut()];
        for text in told.into_iter().flatten() {
            for secret in texts.iter().filter(|secret| text.contains(secret.as_str())).collect::<Vec<_>>() {
                *text = text.replace(secret.as_str(), "…");
            }
        }
    }
}

fn hide_place(place: Place, tree: &Tree, found: &TreeScan) -> Place {
    let Some(file) = found.in_file(&place.file) else { return place };
    let Ok(text) = tree.read(&place.file) else { return place };
    let spans: Vec<Span> = file.detections.iter().map(|detection| detection.span).collect();
    hide(&text, place, &spans)
}

/// The secrets of a file that are told from ordinary words.
fn secrets_of(tree: &Tree, file: &FileScan) -> Vec<String> {
    let Ok(text) = tree.read(&file.path) else { return Vec::new() };
    let sure = file.detections.iter().filter(|detection| detection.certainty >= Certainty::Likely);
    let words = sure.map(|detection| text.slice(detection.span).to_owned());
    words.filter(|word| word.len() >= 8 && word.bytes().any(|byte| byte.is_ascii_digit())).collect()
}
