//! Lock files and manifests nobody meant well with.

use assay_deps::Inventory;
use proptest::{prelude::any, prop_assert, proptest};

use crate::inventory;

/// A file of every kind that is read, each with something in it.
const SEEDS: [(&str, &str); 26] = [
    (
        "package.json",
        r#"{"name":"a","workspaces":["p/*"],"dependencies":{"b":"^1","c":"npm:d@2","e":"git+https://x/y.git#m"}}"#,
    ),
    (
        "package-lock.json",
        r#"{"packages":{"":{"dependencies":{"b":"^1"}},"node_modules/b":{"version":"1.0.0","integrity":"sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=","dependencies":{"c":"*"}},"node_modules/b/node_modules/c":{"version":"2.0.0","deprecated":"é"}}}"#,
    ),
    (
        "npm-shrinkwrap.json",
        r#"{"dependencies":{"b":{"version":"1.0.0","requires":{"c":"1"},"dependencies":{"c":{"version":"1.0.0"}}}}}"#,
    ),
    (
        "yarn.lock",
        "# yarn lockfile v1\n\n\"b@^1\", b@^1.0:\n  version \"1.0.0\"\n  resolved \"https://x/b/-/b-1.0.0.tgz#00\"\n  dependencies:\n    \"c\" \"^2\"\nc@^2:\n  version \"2.0.0\"\n",
    ),
    (
        "modern/yarn.lock",
        "__metadata:\n  version: 8\n\n\"b@npm:^1\":\n  version: 1.0.0\n  resolution: \"b@npm:1.0.0\"\n  dependencies:\n    c: \"npm:^2\"\n",
    ),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      b:\n        specifier: ^1\n        version: 1.0.0(c@2.0.0)\npackages:\n  b@1.0.0:\n    resolution: {integrity: sha512-00==, tarball: 'x'}\nsnapshots:\n  ? b@1.0.0(c@2.0.0)\n  : dependencies:\n      c: 2.0.0\n",
    ),
    (
        "bun.lock",
        "{\"workspaces\":{\"\":{\"dependencies\":{\"b\":\"1\"}}},\"packages\":{\"b\":[\"b@1.0.0\",\"\",{\"dependencies\":{\"c\":\"2\"}},\"sha512-0\"],\"@s/d/c\":[\"c@2.0.0\"],}}",
    ),
    (
        "pom.xml",
        "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>a</artifactId><properties><v>${v}</v></properties><dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId><version>${v}</version></dependency></dependencies></project>",
    ),
    (
        "sub/pom.xml",
        "<project><parent><groupId>g</groupId><artifactId>a</artifactId></parent><artifactId>p</artifactId></project>",
    ),
    (
        "build.gradle",
        "def v = '1'\nid 'x' version '2'\nimplementation \"g:a:$v\"\nimplementation(libs.b.c)\ncompile group: 'g', name: 'n', version: \"${v}\"\n",
    ),
    (
        "gradle/libs.versions.toml",
        "[versions]\na = \"1\"\n[libraries]\nb-c = { module = \"g:b\", version.ref = \"a\" }\n[bundles]\nd = [\"b-c\"]\n",
    ),
    ("gradle.lockfile", "g:a:1=compileClasspath\nempty=\n"),
    (
        "requirements.txt",
        "a==1.0 \\\n  --hash=sha256:00\n  # via b\n-r other.txt\n-e git+https://x/y#egg=z\nb[c]>=1,<2;x\n",
    ),
    ("pyproject.toml", "[project]\ndependencies=[\"a>1\"]\n[tool.poetry.dependencies]\nb={git=\"x\"}\n"),
    ("poetry.lock", "[[package]]\nname=\"a\"\nversion=\"1\"\n[package.dependencies]\nb=\"*\"\n"),
    (
        "u/uv.lock",
        "[[package]]\nname=\"a\"\nversion=\"1\"\nsource={registry=\"https://pypi.org/simple\"}\ndependencies=[{name=\"a\"}]\n",
    ),
    ("u/Pipfile.lock", r#"{"default":{"a":{"version":"==1","hashes":["sha256:00"]}},"develop":{}}"#),
    ("composer.json", r#"{"require":{"a/b":"^1"}}"#),
    (
        "composer.lock",
        r#"{"packages":[{"name":"a/b","version":"v1","require":{"c/d":"1"},"abandoned":true}]}"#,
    ),
    (
        "Gemfile.lock",
        "GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)\n      b (>= 1)\n\nDEPENDENCIES\n  a!\n\nCHECKSUMS\n  a (1.0) sha256=00\n",
    ),
    ("Gemfile", "gem 'a', '~> 1', group: :test\ngroup :development do\nend\n"),
    ("go.mod", "module a\ngo 1.20\nrequire (\n b v1 // indirect\n)\nreplace b => ../c\n"),
    ("Cargo.lock", "[[package]]\nname=\"a\"\nversion=\"1\"\nsource=\"registry+x\"\ndependencies=[\"a 1\"]\n"),
    (
        "packages.lock.json",
        r#"{"dependencies":{"net8.0":{"A":{"type":"Direct","resolved":"1","dependencies":{"B":"1"}}}}}"#,
    ),
    (
        "a.csproj",
        "<Project><PackageReference Include=\"A\"><Version>1</Version></PackageReference></Project>",
    ),
    (
        "index.html",
        "<script src=\"https://unpkg.com/@a/b@1/c\"></script><script src='//code.jquery.com/jquery-1.2.3.js'>",
    ),
];

/// Whatever comes out holds together.
fn check(inventory: &Inventory) {
    for project in &inventory.projects {
        for (at, package) in project.packages.iter().enumerate() {
            assert!(package.depends_on.iter().all(|to| *to < project.packages.len() && *to != at));
            assert_eq!(project.way_to(at).last(), Some(&package.name.as_str()));
            let way = project.packages_on_way_to(at);
            assert!(way.len() == 1 || way[0].asked_at.is_some() || way[0].brought_by.is_none());
            let _ = (package.purl(), package.place(), package.stretches(), package.precedes("1.2.3"));
        }
        for request in &project.requests {
            assert!(request.resolved.is_none_or(|to| to < project.packages.len()));
        }
    }
}

#[test]
fn the_seeds_are_read() {
    let inventory = inventory(SEEDS);
    check(&inventory);
    assert!(inventory.projects.len() >= 15, "{}", inventory.projects.len());
    assert!(inventory.packages().count() > 20, "{}", inventory.packages().count());
}

/// A generator of one's own: the same mutations in every run and on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

#[test]
fn mutated_files_never_panic() {
    const TOKENS: [&str; 16] =
        ["{", "}", "[", "]", "\"", ":", "\n", "  ", "${", "}", "@", "/", "é", "<", "node_modules/", "\0"];
    let mut dice = Dice(0x5EED);
    for _ in 0..400 {
        let files = SEEDS.map(|(name, text)| {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=dice.roll(4) {
                let at = dice.roll(bytes.len());
                match dice.roll(4) {
                    0 => drop(bytes.drain(at..(at + dice.roll(9)).min(bytes.len()))),
                    1 => bytes.splice(at..at, TOKENS[dice.roll(TOKENS.len())].bytes()).for_each(drop),
                    2 => bytes.truncate(at),
                    _ => {
                        let piece = bytes[at..(at + dice.roll(40)).min(bytes.len())].to_vec();
                        let to = dice.roll(bytes.len());
                        bytes.splice(to..to, piece).for_each(drop);
                    }
                }
            }
            (name, bytes)
        });
        check(&inventory(files));
    }
}

#[test]
fn depth_costs_no_stack() {
    const DEEP: usize = 50_000;
    let pom = format!("<project>{}</project>", "<a>".repeat(DEEP) + &"</a>".repeat(DEEP));
    let lock = format!(
        "{{\"dependencies\":{}{}}}",
        "{\"a\":{\"version\":\"1\",\"dependencies\":".repeat(DEEP),
        "}".repeat(DEEP)
    );
    let yaml: String = (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let toml = format!("a = {}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    for (name, text) in [
        ("pom.xml", pom),
        ("package-lock.json", lock),
        ("pnpm-lock.yaml", yaml),
        ("poetry.lock", toml),
        ("bun.lock", "[".repeat(DEEP)),
    ] {
        check(&inventory([(name, text)]));
    }
}

#[test]
fn what_asks_for_itself_has_an_end() {
    let lock = r#"{"packages":{"":{"dependencies":{"a":"1"}},
        "node_modules/a":{"version":"1.0.0","dependencies":{"b":"1","a":"1"}},
        "node_modules/b":{"version":"1.0.0","dependencies":{"a":"1"}},
        "node_modules/l":{"link":true,"resolved":"node_modules/l"}}}"#;
    let files = [("package.json", r#"{"dependencies":{"a":"1","l":"file:l"}}"#), ("package-lock.json", lock)];
    let inventory = inventory(files);
    check(&inventory);
    let project = &inventory.projects[0];
    assert_eq!(project.way_to(1), ["a", "b"]);
}

/// Thousands of packages that all ask for one another, and a path of thousands of folders, cost no more than their
/// number.
#[test]
fn a_dense_lock_file_is_read_to_its_end() {
    let names: Vec<String> = (0..400).map(|at| format!("p{at}")).collect();
    let wanted: Vec<String> = names.iter().map(|name| format!("\"{name}\":\"*\"")).collect();
    let wanted = wanted.join(",");
    let entries: Vec<String> = names
        .iter()
        .map(|name| {
            format!("\"node_modules/{name}\":{{\"version\":\"1.0.0\",\"dependencies\":{{{wanted}}}}}")
        })
        .collect();
    let deep = format!(
        "\"{}x\":{{\"version\":\"1.0.0\",\"dependencies\":{{{wanted}}}}}",
        "node_modules/a/".repeat(20_000)
    );
    let lock = format!(
        "{{\"packages\":{{\"\":{{\"dependencies\":{{\"p0\":\"*\"}}}},{},{deep}}}}}",
        entries.join(",")
    );
    let inventory = inventory([("package-lock.json", lock)]);
    check(&inventory);
    assert_eq!(inventory.packages().count(), 401);
}

proptest! {
    #[test]
    fn any_bytes_are_taken(at in 0..SEEDS.len(), bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        check(&inventory([(SEEDS[at].0, bytes)]));
    }

    #[test]
    fn the_order_of_entries_does_not_matter(seed in any::<u64>()) {
        let mut entries = vec![
            r#""":{"dependencies":{"a":"1","d":"1"},"devDependencies":{"e":"1"}}"#,
            r#""node_modules/a":{"version":"1.0.0","dependencies":{"b":"1"}}"#,
            r#""node_modules/b":{"version":"1.0.0","dependencies":{"c":"1"}}"#,
            r#""node_modules/c":{"version":"1.0.0"}"#,
            r#""node_modules/d":{"version":"1.0.0","optionalDependencies":{"c":"1"}}"#,
            r#""node_modules/e":{"version":"1.0.0","dependencies":{"c":"1"}}"#,
        ];
        let lock = |entries: &[&str]| format!("{{\"packages\":{{{}}}}}", entries.join(","));
        let list = |entries: &[&str]| {
            let inventory = inventory([("package-lock.json", lock(entries))]);
            let project = &inventory.projects[0];
            let packages = project.packages.iter().enumerate();
            packages.map(|(at, it)| format!("{} {:?} {:?}", it.name, it.purpose, project.way_to(at).len())).collect::<Vec<_>>()
        };
        let before = list(&entries);
        let mut dice = Dice(seed | 1);
        for at in (1..entries.len()).rev() {
            entries.swap(at, dice.roll(at + 1));
        }
        prop_assert!(list(&entries) == before);
    }
}
