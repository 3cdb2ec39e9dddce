//! Code that does not take part in what runs, and how one knows.

use std::fmt;

use assay_source::RelPath;

/// Code that was left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkippedFile {
    /// Where it lies.
    pub file: RelPath,
    /// Why.
    pub because: WhySkipped,
}

/// Why code was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhySkipped {
    /// It tests the app.
    Test,
    /// It shows components to their developers.
    Story,
    /// It configures tools that build or check the app.
    Tooling,
    /// A build made it.
    BuildOutput,
    /// Somebody else wrote it, and it was copied here.
    Vendored,
    /// It was made for machines.
    Minified,
    /// A tool wrote it.
    Generated,
    /// It is larger than what is read.
    TooLarge,
    /// It cannot be read as code.
    Unparsable,
    /// A part of it cannot be read as code.
    InPart,
    /// It is code in a language that is not followed.
    OtherLanguage,
    /// It was read, and none of the ways into the app that are known lead to code in its language.
    NoWayIn,
}

impl WhySkipped {
    /// What it does is part of what the app does, and was not seen.
    pub(crate) fn hides(self) -> bool {
        matches!(self, Self::TooLarge | Self::Unparsable | Self::InPart | Self::OtherLanguage | Self::NoWayIn)
    }

    /// It is code of a language, or of a framework, that is not followed.
    pub fn is_foreign(self) -> bool {
        matches!(self, Self::OtherLanguage | Self::NoWayIn)
    }

    /// Code that takes part may ask for such a file, which then takes part too.
    pub(super) fn yields_to_a_request(self) -> bool {
        matches!(self, Self::Test | Self::Story | Self::Tooling | Self::BuildOutput | Self::Generated)
    }
}

impl fmt::Display for WhySkipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Test => "a test",
            Self::Story => "a story of a component",
            Self::Tooling => "configuration of a tool",
            Self::BuildOutput => "made by a build",
            Self::Vendored => "a copy of somebody else's code",
            Self::Minified => "minified",
            Self::Generated => "generated",
            Self::TooLarge => "too large to read",
            Self::Unparsable => "cannot be read as code",
            Self::InPart => "a part of it cannot be read as code",
            Self::OtherLanguage => "in a language that is not followed",
            Self::NoWayIn => "in a language in which no way into the app was found",
        })
    }
}

/// Endings of code, and of templates that hold some, in languages that are not followed.
pub(super) const OTHER_LANGUAGES: [&str; 27] = [
    "clj",
    "cs",
    "dart",
    "ejs",
    "erb",
    "ex",
    "fs",
    "ftl",
    "go",
    "groovy",
    "handlebars",
    "hbs",
    "java",
    "jinja",
    "jsp",
    "kt",
    "liquid",
    "lua",
    "mustache",
    "php",
    "pl",
    "pug",
    "py",
    "rb",
    "rs",
    "scala",
    "vm",
];
const TESTS: [&str; 16] = [
    "test",
    "tests",
    "__tests__",
    "__test__",
    "spec",
    "specs",
    "__mocks__",
    "__fixtures__",
    "fixtures",
    "e2e",
    "cypress",
    "playwright",
    "testing",
    "test-harness",
    "testharness",
    "jest",
];
const BUILDS: [&str; 12] = [
    "dist",
    "build",
    "out",
    "target",
    "coverage",
    "lcov-report",
    ".next",
    ".nuxt",
    ".output",
    ".forge",
    ".serverless",
    "storybook-static",
];
const COPIES: [&str; 10] = [
    "vendor",
    "vendors",
    "vendored",
    "third_party",
    "third-party",
    "bower_components",
    "node_modules",
    "site-packages",
    "venv",
    ".venv",
];

/// What the path of a file, as seen from its app, says of it.
pub(super) fn by_path(path: &RelPath) -> Option<WhySkipped> {
    let name = path.file_name().to_ascii_lowercase();
    let folder = path.parent();
    let is_in = |names: &[&str]| {
        folder.as_str().split('/').any(|part| names.contains(&part.to_ascii_lowercase().as_str()))
    };
    let infix = |words: &[&str]| words.iter().any(|word| name.contains(&format!(".{word}.")));
    if is_in(&COPIES) {
        Some(WhySkipped::Vendored)
    } else if infix(&["min", "prod.min"]) || name.contains("-min.") {
        Some(WhySkipped::Minified)
    } else if is_in(&TESTS)
        || infix(&["test", "tests", "spec", "specs", "e2e", "cy", "mock"])
        || name.starts_with("setuptests.")
        || is_test_of_another_language(path.file_name())
    {
        Some(WhySkipped::Test)
    } else if infix(&["stories", "story"]) || is_in(&[".storybook", "stories", "__stories__"]) {
        Some(WhySkipped::Story)
    } else if is_in(&BUILDS) {
        Some(WhySkipped::BuildOutput)
    } else if is_tooling(&name, &folder) {
        Some(WhySkipped::Tooling)
    } else {
        None
    }
}

/// The names that test runners of Python, Java, Kotlin, C#, Go, Ruby and PHP go by.
fn is_test_of_another_language(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let ends = |endings: &[&str]| endings.iter().any(|ending| stem.ends_with(ending));
    match ending {
        "py" => stem.starts_with("test_") || ends(&["_test"]) || stem == "conftest",
        "java" | "kt" | "cs" | "php" => ends(&["Test", "Tests", "TestCase", "IT"]),
        "go" => ends(&["_test"]),
        "rb" => ends(&["_spec", "_test"]),
        _ => false,
    }
}

/// `next.config.js` and its like are no tools: they say what a server answers.
fn is_tooling(name: &str, folder: &RelPath) -> bool {
    let starts = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let runs = starts(&["next.config.", "nuxt.config.", "sails.config."]);
    let is_config = name.contains(".config.")
        && starts(&[
            "webpack",
            "jest",
            "vite",
            "vitest",
            "babel",
            "rollup",
            "postcss",
            "tailwind",
            "eslint",
            "prettier",
            "craco",
            "playwright",
            "cypress",
            "tsup",
            "esbuild",
            "metro",
            "commitlint",
            "lint-staged",
            "stylelint",
            "release",
            "wdio",
            "svelte",
            "astro",
            "remix",
            "ormconfig",
            "knip",
            "rspack",
            "rsbuild",
            "parcel",
            "snowpack",
            "karma",
        ]);
    let is_known = starts(&[
        "gulpfile.",
        "gruntfile.",
        "webpack.",
        "karma.conf.",
        ".eslintrc",
        ".prettierrc",
        ".babelrc",
        "jest.",
        "vue.config.",
        ".lintstagedrc",
        ".commitlintrc",
    ]);
    !runs
        && (is_config
            || is_known
            || folder
                .as_str()
                .split('/')
                .any(|part| matches!(part, ".github" | ".husky" | ".yarn" | ".vscode")))
}

/// What the text of a file says of it.
pub(super) fn by_text(text: &str) -> Option<WhySkipped> {
    let head = beginning(text, 2_000);
    if is_minified(text) {
        return Some(if is_banner(head) { WhySkipped::Vendored } else { WhySkipped::Minified });
    }
    if text.len() > 10_000 && is_banner(head) || text.len() > 20_000 && is_universal_module(head) {
        return Some(WhySkipped::Vendored);
    }
    let first = beginning(text, 400).to_ascii_lowercase();
    let says = |words: &str| first.contains(words);
    if says("@generated") || says("do not edit") || says("auto-generated by") || says("autogenerated") {
        return Some(WhySkipped::Generated);
    }
    let end = text.len().saturating_sub(400);
    let tail = &text[text.ceil_char_boundary(end)..];
    tail.contains("\n//# sourceMappingURL=").then_some(WhySkipped::BuildOutput)
}

fn beginning(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length.min(text.len()))]
}

/// `/*! jQuery v3.7.1 … */`
fn is_banner(head: &str) -> bool {
    let Some(comment) = head.trim_start().strip_prefix("/*").and_then(|rest| rest.split("*/").next()) else {
        return false;
    };
    let is_kept = comment.starts_with('!') || comment.contains("@license") || comment.contains("@preserve");
    let bytes = comment.as_bytes();
    let has_version = bytes.windows(4).any(|four| {
        four[0].is_ascii_digit()
            && four[1] == b'.'
            && four[2].is_ascii_digit()
            && (four[3] == b'.' || four[3].is_ascii_whitespace())
    });
    is_kept && has_version
}

/// The head bundlers put before a library that has to load anywhere.
fn is_universal_module(head: &str) -> bool {
    head.contains("define.amd") && head.contains("typeof exports")
}

/// Longest line that a person is taken to have written, in bytes. Some minifiers break theirs at 500.
const LONGEST_LINE: usize = 400;

/// Code in lines that no person writes. Long lines of data (a picture as text) do not count.
fn is_minified(text: &str) -> bool {
    if text.len() < 4_000 {
        return false;
    }
    let long: Vec<&str> = text.lines().filter(|line| line.len() > LONGEST_LINE).collect();
    let in_long: usize = long.iter().map(|line| line.len()).sum();
    let signs = long.iter().flat_map(|line| line.bytes()).filter(|byte| b";,(){}=".contains(byte)).count();
    in_long * 2 > text.len() && signs * 14 > in_long
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> Option<WhySkipped> {
        by_path(&RelPath::parse(path).unwrap())
    }

    #[test]
    fn a_path_tells_what_does_not_run() {
        assert_eq!(of("src/notes.test.ts"), Some(WhySkipped::Test));
        assert_eq!(of("src/__tests__/a.js"), Some(WhySkipped::Test));
        assert_eq!(of("src/Button.stories.tsx"), Some(WhySkipped::Story));
        assert_eq!(of("static/build/main.js"), Some(WhySkipped::BuildOutput));
        assert_eq!(of("tests-of-ui/lcov-report/sorter.js"), Some(WhySkipped::BuildOutput));
        assert_eq!(of("public/js/jquery-3.min.js"), Some(WhySkipped::Minified));
        assert_eq!(of("static/vite.config.ts"), Some(WhySkipped::Tooling));
        for test in ["app/test_notes.py", "conftest.py", "NotesTest.java", "store_test.go", "notes_spec.rb"] {
            assert_eq!(of(test), Some(WhySkipped::Test), "{test}");
        }
        for own in [
            "src/index.ts",
            "src/contest/latest.ts",
            "next.config.js",
            "src/config.ts",
            "src/build-info.ts",
            "scripts/seed.js",
            "app/contest.py",
            "src/main/java/com/example/Audit.java",
        ] {
            assert_eq!(of(own), None, "{own}");
        }
    }

    #[test]
    fn a_text_tells_who_wrote_it() {
        let code = "function f(a,b){return a+b;}".repeat(400);
        assert_eq!(by_text(&code), Some(WhySkipped::Minified));
        assert_eq!(
            by_text(&format!("/*! jQuery v3.7.1 | (c) others */\n{code}")),
            Some(WhySkipped::Vendored)
        );
        assert_eq!(by_text("// @generated by codegen\nexport const a = 1"), Some(WhySkipped::Generated));
        let picture =
            format!("export const icon = '{}';\nexport const name = 'icon';", "iVBORw0KGgo".repeat(1_000));
        assert_eq!(by_text(&picture), None);
        assert_eq!(by_text("/* notes, version 1.2.3 */ run()"), None);
        // As compilers write that end a line where the next statement would make it longer than 500.
        let line = "function f(a,b){return a+b;}".repeat(17);
        assert_eq!(by_text(&format!("{line}\n").repeat(20)), Some(WhySkipped::Minified));
        let prose = format!("// {}\n", "words that go on and on ".repeat(25));
        assert_eq!(by_text(&prose.repeat(20)), None);
    }
}
