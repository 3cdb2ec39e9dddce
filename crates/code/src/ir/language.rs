//! The languages that modules are written in.

use std::fmt;

use assay_source::RelPath;

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// JavaScript and TypeScript, and what holds some of them.
    JavaScript,
    /// Python.
    Python,
    /// Java.
    Java,
    /// Kotlin.
    Kotlin,
    /// PHP.
    Php,
    /// Ruby.
    Ruby,
    /// Go.
    Go,
    /// C#.
    CSharp,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 8] = [
        Self::JavaScript,
        Self::Python,
        Self::Java,
        Self::Kotlin,
        Self::Php,
        Self::Ruby,
        Self::Go,
        Self::CSharp,
    ];

    /// The language of a file that is no JavaScript, by its name.
    pub fn of(path: &RelPath) -> Option<Self> {
        Some(match path.extension()?.as_str() {
            "py" => Self::Python,
            "java" => Self::Java,
            "kt" => Self::Kotlin,
            "php" => Self::Php,
            "rb" => Self::Ruby,
            "go" => Self::Go,
            "cs" => Self::CSharp,
            _ => return None,
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
            Self::Java => "Java",
            Self::Kotlin => "Kotlin",
            Self::Php => "PHP",
            Self::Ruby => "Ruby",
            Self::Go => "Go",
            Self::CSharp => "C#",
        }
    }

    /// The first part of the names of its libraries in models: `@python` of `@python/flask`. Libraries of two registries
    /// may share a name. Empty for npm's; Java and Kotlin share theirs.
    pub fn registry(self) -> &'static str {
        match self {
            Self::JavaScript => "",
            Self::Python => "@python",
            Self::Java | Self::Kotlin => "@jvm",
            Self::Php => "@php",
            Self::Ruby => "@ruby",
            Self::Go => "@go",
            Self::CSharp => "@dotnet",
        }
    }

    /// The name of a library as models spell it: `@jvm/java.sql`.
    pub fn library(self, name: &str) -> super::Name {
        match self.registry() {
            "" => name.into(),
            registry => super::Name::from(format!("{registry}/{name}")),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
