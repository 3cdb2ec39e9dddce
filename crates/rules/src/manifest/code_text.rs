//! An app's code, looked at as text: for questions that a word answers well enough, one way.
//!
//! A word that stands nowhere is not used. A word that stands somewhere may be used, or be a comment.

use std::sync::Arc;

use assay_app::App;
use assay_source::SourceText;

/// The code files of an app.
pub(crate) struct CodeText {
    texts: Vec<Arc<SourceText>>,
}

impl CodeText {
    /// Reads every file of JavaScript and TypeScript, and of the languages that hold such.
    pub(crate) fn of(app: &App) -> Self {
        const EXTENSIONS: [&str; 11] =
            ["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "html"];
        let files = app.files().filter(|file| {
            file.path.extension().is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
        });
        Self { texts: files.filter_map(|file| app.tree.read(&file.path).ok()).collect() }
    }

    /// True where there is no code.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// True where one of the words stands anywhere, as it is written.
    pub(crate) fn has_any(&self, words: &[&str]) -> bool {
        self.texts.iter().any(|text| words.iter().any(|word| text.as_str().contains(word)))
    }
}
