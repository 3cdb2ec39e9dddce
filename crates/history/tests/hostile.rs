//! Repositories that are broken, cut, or made to do harm.
#![expect(clippy::unwrap_used, reason = "tests")]

mod repository;

use std::fs;

use assay_history::HistoryError;
use repository::Repository;

const SECRET: &str = "const API_KEY = 'q8Zr1mWc0pTnVb7K';\n";

#[test]
fn a_shallow_clone_says_where_it_ends() {
    let repository = Repository::new();
    repository.write("a.js", SECRET);
    repository.commit("add");
    repository.write("a.js", "1\n");
    repository.commit("remove");
    let folder = tempfile::tempdir().unwrap();
    let address = format!("file://{}", repository.path().display());
    repository.git(&["clone", "-q", "--depth", "1", &address, folder.path().join("c").to_str().unwrap()]);
    let history = assay_history::read(&folder.path().join("c")).unwrap();
    assert!(history.secrets.is_empty());
    assert!(history.not_seen[0].because.contains("shallow clone"), "{:?}", history.not_seen);
}

#[test]
fn objects_that_are_missing_are_listed_in_one_line() {
    let repository = Repository::new();
    repository.write("a.js", SECRET);
    repository.write("b.js", "const API_TOKEN = 'HyXe4GaRu9JfQi6NwPo3';\n");
    repository.commit("add");
    let id = repository.git(&["rev-parse", "HEAD:a.js"]).trim().to_owned();
    fs::remove_file(repository.path().join(".git/objects").join(&id[..2]).join(&id[2..])).unwrap();
    let history = assay_history::read(repository.path()).unwrap();
    assert_eq!(history.secrets.len(), 1);
    let [skip] = history.not_seen.as_slice() else { panic!("{:?}", history.not_seen) };
    assert!(skip.what.contains("a.js") && skip.because.contains("not in this repository"), "{skip:?}");
}

#[test]
fn nothing_that_a_repository_configures_is_run() {
    let repository = Repository::new();
    repository.write("a.js", SECRET);
    repository.write(".gitattributes", "*.js filter=evil diff=evil\n");
    repository.commit("add");
    let mark = repository.path().join("mark");
    let config = format!(
        "[core]\n\tfsmonitor = touch {0}\n\tsshCommand = touch {0}\n\thooksPath = hooks\n\tpager = touch {0}\n\
         [filter \"evil\"]\n\tsmudge = touch {0}\n\tclean = touch {0}\n\tprocess = touch {0}\n\
         [diff \"evil\"]\n\ttextconv = touch {0}\n[remote \"origin\"]\n\tpromisor = true\n\turl = ext::touch {0}\n",
        mark.display()
    );
    let file = repository.path().join(".git/config");
    fs::write(&file, format!("{}{config}", fs::read_to_string(&file).unwrap())).unwrap();
    let id = repository.git(&["hash-object", "--no-filters", "a.js"]).trim().to_owned();
    let history = assay_history::read(repository.path()).unwrap();
    assert_eq!(history.secrets.len(), 1, "{id}");
    assert!(!mark.exists());
}

#[test]
fn a_replacement_hides_nothing() {
    let repository = Repository::new();
    repository.write("a.js", SECRET);
    repository.commit("add");
    let secret = repository.git(&["rev-parse", "HEAD:a.js"]).trim().to_owned();
    repository.write("b.js", "1\n");
    repository.commit("other");
    let harmless = repository.git(&["rev-parse", "HEAD:b.js"]).trim().to_owned();
    repository.git(&["replace", &secret, &harmless]);
    let history = assay_history::read(repository.path()).unwrap();
    assert_eq!(history.secrets.len(), 1, "{:?}", history.not_seen);
}

#[test]
fn what_lies_elsewhere_is_not_followed() {
    let (own, other) = (Repository::new(), Repository::new());
    other.write("a.js", SECRET);
    other.commit("add");
    own.write("b.js", "1\n");
    own.commit("add");
    let alternates = own.path().join(".git/objects/info");
    fs::create_dir_all(&alternates).unwrap();
    fs::write(alternates.join("alternates"), other.path().join(".git/objects").to_str().unwrap()).unwrap();
    assert!(matches!(assay_history::read(own.path()), Err(HistoryError::Alternates)));

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".git"), format!("gitdir: {}/.git\n", other.path().display())).unwrap();
    assert!(matches!(assay_history::read(folder.path()), Err(HistoryError::Elsewhere(_))));
    assert!(matches!(assay_history::read(&folder.path().join("none")), Err(HistoryError::Unreadable(_))));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(assay_history::read(empty.path()), Err(HistoryError::NoRepository)));
}

#[test]
fn a_repository_without_a_commit_is_empty() {
    let history = assay_history::read(Repository::new().path()).unwrap();
    assert_eq!((history.commits, history.blobs, history.secrets.len()), (0, 0, 0));
}

#[test]
fn a_large_file_is_listed_not_searched() {
    let repository = Repository::new();
    repository.write("big.sql", format!("{SECRET}{}", "x y z\n".repeat(1024 * 1024)));
    repository.commit("add");
    let history = assay_history::read(repository.path()).unwrap();
    assert!(history.secrets.is_empty());
    assert!(history.not_seen[0].because.contains("larger"), "{:?}", history.not_seen);
}

#[test]
fn a_tree_with_more_paths_than_anybody_can_walk_is_walked() {
    // Ten folders that are the same folder, thirty times over: 10^30 paths of a few objects.
    let repository = Repository::new();
    repository.write("a.js", SECRET);
    repository.commit("add");
    let blob = repository.git(&["rev-parse", "HEAD:a.js"]).trim().to_owned();
    let mut tree = repository.make_tree(&[format!("100644 blob {blob}\ta.js")]);
    for _ in 0..30 {
        let entries: Vec<String> = (0..10).map(|n| format!("040000 tree {tree}\td{n}")).collect();
        tree = repository.make_tree(&entries);
    }
    let commit = repository.git(&["commit-tree", "-m", "bomb", &tree]).trim().to_owned();
    repository.git(&["update-ref", "refs/heads/bomb", &commit]);
    let history = assay_history::read(repository.path()).unwrap();
    assert_eq!(history.secrets.len(), 1);
}

#[test]
fn damaged_packs_are_told_and_nothing_breaks() {
    for step in [1_usize, 7, 61] {
        let repository = Repository::new();
        for number in 0..20 {
            repository.write("a.js", format!("{SECRET}// {number}\n{}", "line\n".repeat(50)));
            repository.commit("add");
        }
        repository.git(&["gc", "-q"]);
        let folder = repository.path().join(".git/objects/pack");
        let pack = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let pack = pack.into_iter().find(|path| path.extension().is_some_and(|it| it == "pack")).unwrap();
        let mut bytes = fs::read(&pack).unwrap();
        let length = bytes.len();
        (12..length - 20).step_by(step * 13).for_each(|at| bytes[at] ^= 0x5A);
        let mut permissions = fs::metadata(&pack).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o644);
        fs::set_permissions(&pack, permissions).unwrap();
        fs::write(&pack, bytes).unwrap();
        let told = assay_history::read(repository.path()).map(|history| history.not_seen.len());
        assert!(told.is_err() || told.unwrap() > 0);
    }
}
