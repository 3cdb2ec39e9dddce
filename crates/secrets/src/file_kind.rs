//! What a file is, by its path and a look at its beginning: how much a find in it weighs.

use assay_source::RelPath;

/// Among what a secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Surroundings {
    /// Source code.
    Code,
    /// Settings: JSON, YAML, TOML, properties, XML.
    Configuration,
    /// A file of environment variables.
    Environment,
    /// What builds or runs a container: Dockerfile, Compose, Kubernetes, Helm.
    Container,
    /// Texts for people: documentation, translations, data that is shown.
    Prose,
    /// Tests and what they are fed with.
    Test,
    /// Examples and templates, made to be copied.
    Example,
    /// What a program wrote: lock files, bundles, built copies, other people's code.
    Generated,
}

/// A file that holds secrets whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretFile {
    /// A store of keys: PKCS #12, Java.
    KeyStore,
    /// The state of a Terraform deployment.
    TerraformState,
    /// Passwords of a client or a server: `.netrc`, `.pgpass`, `.htpasswd`, `.git-credentials`.
    Credentials,
}

impl SecretFile {
    /// With an article.
    pub fn title(self) -> &'static str {
        match self {
            Self::KeyStore => "a store of keys",
            Self::TerraformState => {
                "a Terraform state, which keeps what it deployed in clear text, passwords included"
            }
            Self::Credentials => "a file of passwords",
        }
    }
}

/// What a path says a file is made for, where that is to hold secrets.
pub fn secret_file(path: &RelPath) -> Option<SecretFile> {
    let name = path.file_name().to_ascii_lowercase();
    if matches!(surroundings(path, b""), Surroundings::Test | Surroundings::Example) {
        return None;
    }
    if is_key_store(path) {
        return Some(SecretFile::KeyStore);
    }
    if name.ends_with(".tfstate") || name.ends_with(".tfstate.backup") {
        return Some(SecretFile::TerraformState);
    }
    let credentials = [".netrc", "_netrc", ".pgpass", ".htpasswd", ".git-credentials", ".my.cnf", ".s3cfg"];
    credentials.contains(&name.as_str()).then_some(SecretFile::Credentials)
}

/// True for the name of a store of keys. Stores of certificates one trusts hold none.
pub fn is_key_store(path: &RelPath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    [".p12", ".pfx", ".jks", ".keystore", ".ppk", ".kdbx", ".bcfks"].iter().any(|end| name.ends_with(end))
        && !name.contains("trust")
        && !name.contains("cacerts")
}

/// Among what a secret in this file stands. `bytes` may be empty where only the path is known.
pub fn surroundings(path: &RelPath, bytes: &[u8]) -> Surroundings {
    let whole = path.as_str().to_ascii_lowercase();
    let name = whole.rsplit('/').next().unwrap_or_default();
    let folders = || whole.split('/').rev().skip(1);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let in_folder = |list: &[&str]| folders().any(|folder| list.contains(&folder));
    if is_generated(name, extension) || in_folder(&GENERATED_FOLDERS) || is_minified(bytes) {
        return Surroundings::Generated;
    }
    if is_example(name) || in_folder(&EXAMPLE_FOLDERS) {
        return Surroundings::Example;
    }
    if is_test(name) || in_folder(&TEST_FOLDERS) || is_pipeline(&whole) {
        return Surroundings::Test;
    }
    if is_prose(name, extension) || in_folder(&PROSE_FOLDERS) {
        return Surroundings::Prose;
    }
    if name == ".env"
        || name.starts_with(".env.")
        || extension == "env"
        || name == ".envrc"
        || name == ".flaskenv"
    {
        return Surroundings::Environment;
    }
    if is_container(name, extension, bytes)
        || in_folder(&["k8s", "kubernetes", "helm", "charts"]) && is_yaml(extension)
    {
        return Surroundings::Container;
    }
    let configuration = [
        "json",
        "jsonc",
        "json5",
        "yaml",
        "yml",
        "toml",
        "ini",
        "cfg",
        "conf",
        "config",
        "properties",
        "xml",
        "plist",
        "tfvars",
        "tf",
        "hcl",
        "npmrc",
        "yarnrc",
        "pypirc",
        "gradle",
        "sql",
        "script",
        "csv",
        "tsv",
        "settings",
        "nomad",
    ];
    if configuration.contains(&extension) {
        return Surroundings::Configuration;
    }
    Surroundings::Code
}

const GENERATED_FOLDERS: [&str; 18] = [
    "node_modules",
    "bower_components",
    "jspm_packages",
    "vendor",
    "vendors",
    "third_party",
    "third-party",
    "site-packages",
    "dist-info",
    ".yarn",
    ".next",
    ".nuxt",
    ".output",
    ".svelte-kit",
    "__generated__",
    "coverage",
    "storybook-static",
    ".gradle",
];
const TEST_FOLDERS: [&str; 25] = [
    "t",
    "test",
    "tests",
    "__tests__",
    "spec",
    "specs",
    "fixture",
    "fixtures",
    "__fixtures__",
    "mock",
    "mocks",
    "__mocks__",
    "e2e",
    "cypress",
    "testdata",
    "test-data",
    "test_data",
    "testing",
    "integration-test",
    "integration-tests",
    "__snapshots__",
    "stories",
    "androidtest",
    "test-utils",
    "playwright",
];
const EXAMPLE_FOLDERS: [&str; 6] = ["example", "examples", "sample", "samples", "template", "templates"];
const PROSE_FOLDERS: [&str; 12] = [
    "docs",
    "doc",
    "documentation",
    "i18n",
    "locale",
    "locales",
    "translations",
    "lang",
    "langs",
    "languages",
    "l10n",
    "messages",
];

fn is_generated(name: &str, extension: &str) -> bool {
    const LOCKS: [&str; 20] = [
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        "composer.lock",
        "gemfile.lock",
        "cargo.lock",
        "poetry.lock",
        "pipfile.lock",
        "uv.lock",
        "go.sum",
        "packages.lock.json",
        "gradle.lockfile",
        "mix.lock",
        "pubspec.lock",
        "deno.lock",
        "podfile.lock",
        "verification-metadata.xml",
        "flake.lock",
    ];
    LOCKS.contains(&name)
        || ["map", "snap", "lock", "min", "svg", "ipynb", "har", "pem_example"].contains(&extension)
        || [
            ".min.js",
            ".min.css",
            ".min.mjs",
            ".bundle.js",
            ".chunk.js",
            "-bundle.js",
            ".prod.js",
            ".generated.ts",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_example(name: &str) -> bool {
    name.split(['.', '-', '_']).any(|part| {
        ["example", "examples", "sample", "template", "tmpl", "tpl", "dist", "defaults", "skeleton", "stub"]
            .contains(&part)
    }) && !name.ends_with(".html")
}

fn is_test(name: &str) -> bool {
    name.split(['.', '-', '_']).any(|part| {
        ["test", "tests", "spec", "mock", "mocks", "fixture", "fixtures", "stories", "e2e", "cy"]
            .contains(&part)
    }) || name.strip_suffix(".java").or(name.strip_suffix(".kt")).is_some_and(|stem| {
        stem.ends_with("test")
            || stem.ends_with("tests")
            || stem.ends_with("testit")
            || stem.ends_with("mock")
    })
}

/// True for what a build server runs: the services beside it are made for one run.
fn is_pipeline(path: &str) -> bool {
    path.contains(".github/workflows/")
        || path.contains(".circleci/")
        || [".gitlab-ci.yml", "bitbucket-pipelines.yml", "azure-pipelines.yml", ".travis.yml", "jenkinsfile"]
            .iter()
            .any(|end| path.ends_with(end))
}

fn is_prose(name: &str, extension: &str) -> bool {
    [
        "md", "mdx", "markdown", "rst", "adoc", "txt", "po", "pot", "xlf", "xliff", "arb", "strings", "resx",
        "csv", "log", "patch", "diff",
    ]
    .contains(&extension)
        || [
            "readme",
            "changelog",
            "license",
            "licence",
            "notice",
            "authors",
            "install",
            "news",
            "todo",
            "copying",
        ]
        .contains(&name)
        || name.starts_with("messages") && extension == "properties"
}

fn is_yaml(extension: &str) -> bool {
    matches!(extension, "yaml" | "yml")
}

fn is_container(name: &str, extension: &str, bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(4096)];
    let says = |words: &[u8]| beginning.windows(words.len()).any(|window| window == words);
    name.starts_with("dockerfile")
        || name.ends_with(".dockerfile")
        || name.starts_with("containerfile")
        || (name.starts_with("docker-compose") || name.starts_with("compose.") || name == "docker-stack.yml")
            && is_yaml(extension)
        || is_yaml(extension) && says(b"apiVersion:") && says(b"kind:")
}

/// True for what a program packed into few, long lines.
fn is_minified(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(64 * 1024)];
    let lines = 1 + beginning.iter().filter(|&&byte| byte == b'\n').count();
    beginning.len() >= 4096 && beginning.len() / lines > 400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_what_a_file_is() {
        for (path, expected) in [
            ("src/index.ts", Surroundings::Code),
            ("src/auth/token.py", Surroundings::Code),
            (".env", Surroundings::Environment),
            ("backend/.env.production", Surroundings::Environment),
            (".env.example", Surroundings::Example),
            ("config.sample.json", Surroundings::Example),
            ("config/application.yml", Surroundings::Configuration),
            ("src/main/resources/application.properties", Surroundings::Configuration),
            ("Dockerfile", Surroundings::Container),
            ("deploy/docker-compose.prod.yml", Surroundings::Container),
            ("README.md", Surroundings::Prose),
            ("static/i18n/de.json", Surroundings::Prose),
            ("src/auth.test.ts", Surroundings::Test),
            ("src/test/java/A.java", Surroundings::Test),
            ("app/UserServiceTest.java", Surroundings::Test),
            ("package-lock.json", Surroundings::Generated),
            ("static/jquery.min.js", Surroundings::Generated),
            ("vendor/x.php", Surroundings::Generated),
            ("src/latest.js", Surroundings::Code),
        ] {
            assert_eq!(surroundings(&RelPath::parse(path).unwrap(), b""), expected, "{path}");
        }
    }

    #[test]
    fn content_tells_what_a_name_does_not() {
        let path = |path: &str| RelPath::parse(path).unwrap();
        let bundle = "x;".repeat(4000);
        assert_eq!(surroundings(&path("a.js"), bundle.as_bytes()), Surroundings::Generated);
        let secret = b"apiVersion: v1\nkind: Secret\n";
        assert_eq!(surroundings(&path("deploy/db.yaml"), secret), Surroundings::Container);
    }

    #[test]
    fn files_made_for_secrets_are_known_by_name() {
        let kind = |text: &str| secret_file(&RelPath::parse(text).unwrap());
        assert_eq!(kind("certs/server.p12"), Some(SecretFile::KeyStore));
        assert_eq!(kind("terraform.tfstate"), Some(SecretFile::TerraformState));
        assert_eq!(kind(".netrc"), Some(SecretFile::Credentials));
        assert_eq!(kind("certs/truststore.jks"), None);
        assert_eq!(kind("src/test/resources/server.p12"), None);
    }
}
