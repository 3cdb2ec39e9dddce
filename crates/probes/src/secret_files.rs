//! Files that should not be served, and how to tell them by what is in them.

use std::sync::LazyLock;

use serde::Deserialize;

/// What a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Shape {
    GitHead,
    GitConfig,
    Environment,
    NpmSettings,
    ConnectCredentials,
    ConnectSettings,
    Sqlite,
    Compose,
    PrivateKey,
    Actuator,
    ServerStatus,
    Listing,
}

/// A file that belongs to an app's making.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretFile {
    /// Its path on the server.
    pub(crate) path: String,
    /// What it gives away.
    pub(crate) what: String,
    shape: Shape,
    /// The page it was read from.
    pub(crate) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    file: Vec<SecretFile>,
}

/// Every file that is asked for.
pub(crate) fn secret_files() -> &'static [SecretFile] {
    static FILES: LazyLock<Vec<SecretFile>> = LazyLock::new(|| {
        let table: Table = toml::from_str(include_str!("../data/secret-files.toml"))
            .expect("the bundled table is read by this crate's tests");
        table.file
    });
    &FILES
}

impl SecretFile {
    /// True for a folder whose list of files is asked for.
    pub(crate) fn is_folder(&self) -> bool {
        self.shape == Shape::Listing
    }

    /// True where a body looks like this file; secrets in it may be masked.
    pub(crate) fn fits(&self, body: &str) -> bool {
        let text = body.trim_start_matches('\u{feff}').trim_start();
        // A page that answers to any path is none of these.
        let lower = text.get(..200.min(text.len())).map_or_else(String::new, str::to_ascii_lowercase);
        if !matches!(self.shape, Shape::ServerStatus | Shape::Listing)
            && (lower.starts_with("<!doctype") || lower.starts_with("<html"))
        {
            return false;
        }
        let all = |words: &[&str]| words.iter().all(|word| text.contains(word));
        match self.shape {
            Shape::GitHead => text.starts_with("ref: refs/") || is_object_id(text.trim()),
            Shape::GitConfig => text.contains("[core]") && text.contains("repositoryformatversion"),
            Shape::Environment => {
                let lines =
                    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
                let (good, bad) = lines.partition::<Vec<_>, _>(|line| is_assignment(line));
                !good.is_empty() && bad.is_empty()
            }
            Shape::NpmSettings => {
                text.lines().any(|line| line.contains("_authToken") || line.contains("registry="))
            }
            Shape::ConnectCredentials => {
                all(&["\"hosts\"", "\"username\""]) || all(&["\"password\"", "\"username\""])
            }
            Shape::ConnectSettings => {
                text.starts_with('{') && (text.contains("localBaseUrl") || all(&["\"store\"", "\"port\""]))
            }
            Shape::Sqlite => text.starts_with("SQLite format 3"),
            Shape::Compose => {
                text.lines().any(|line| line.trim_end() == "services:")
                    && (text.contains("image:") || text.contains("build:"))
            }
            Shape::PrivateKey => text.contains("PRIVATE KEY-----"),
            Shape::Actuator => all(&["\"propertySources\"", "\"activeProfiles\""]),
            // nginx and Apache; Python; Node's `serve-index` and `serve`.
            Shape::Listing => {
                let is_titled = |title: &str| text.contains(&format!("<title>{title}"));
                ["Index of /", "Directory listing for /", "listing directory /", "Files within "]
                    .into_iter()
                    .any(is_titled)
                    && text.contains("<a href=")
            }
            Shape::ServerStatus => {
                all(&["Apache Server Status", "Server uptime"])
                    || all(&["Active connections:", "server accepts"])
            }
        }
    }
}

fn is_object_id(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `NAME=value`, with or without `export` before it.
fn is_assignment(line: &str) -> bool {
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name.len() < 100
            && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::secret_files;

    fn fitting(body: &str) -> Vec<&'static str> {
        secret_files().iter().filter(|file| file.fits(body)).map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn files_are_told_by_what_they_look_like() {
        assert_eq!(fitting("ref: refs/heads/main\n"), ["/.git/HEAD"]);
        assert_eq!(fitting("0123456789abcdef0123456789abcdef01234567\n"), ["/.git/HEAD"]);
        assert_eq!(fitting("[core]\n\trepositoryformatversion = 0\n"), ["/.git/config"]);
        assert_eq!(fitting("# local\nDATABASE_URL=…\nexport PORT=3000\n"), ["/.env", "/.env.production"]);
        assert_eq!(fitting("SQLite format 3\u{0}…"), ["/store.db"]);
        assert_eq!(fitting("… RSA PRIVATE KEY-----\nMIIE"), ["/id_rsa"]);
        assert_eq!(fitting("services:\n  web:\n    image: node\n"), ["/docker-compose.yml"]);
    }

    #[test]
    fn a_list_of_files_is_told_by_its_title_and_its_links() {
        let nginx =
            "<html>\r\n<head><title>Index of /static/</title></head>\r\n<body><a href=\"../\">../</a>";
        assert_eq!(fitting(nginx), ["/.git/", "/static/", "/uploads/"]);
        assert!(
            fitting("<html><head><title>Index of /</title></head><body>Nothing</body></html>").is_empty()
        );
    }

    #[test]
    fn every_row_says_where_it_comes_from() {
        assert!(secret_files().iter().all(|file| file.source.starts_with("https://")));
    }

    #[test]
    fn a_page_for_any_path_is_none_of_them() {
        for page in [
            "",
            "Not found",
            "<!DOCTYPE html><title>App</title><p>ref: refs/heads/main</p>",
            "{\"error\":\"not found\"}",
            "KEY=value\nand a sentence",
            "services are down",
        ] {
            assert_eq!(fitting(page), [] as [&str; 0], "{page}");
        }
    }
}
