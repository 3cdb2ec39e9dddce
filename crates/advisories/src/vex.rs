//! VEX: what makers of software say of vulnerabilities in what it is made of.

mod cyclonedx;
mod openvex;
mod purl;

use serde_json::Value;

use purl::PackageUrl;

/// The statements of one document, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vex {
    /// What it says.
    pub statements: Vec<VexStatement>,
}

/// What somebody says of one vulnerability in one or several products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VexStatement {
    /// The names of the vulnerability.
    pub names: Vec<String>,
    /// The packages it is about, as package URLs, a version being optional; empty where it is about the app as a whole.
    packages: Vec<PackageUrl>,
    /// How it stands.
    pub status: VexStatus,
    /// Why: the standard's word for it, and what its author adds; may be empty.
    pub justification: String,
    /// Who says so; may be empty.
    pub author: String,
    /// When, `YYYY-MM-DD`; may be empty.
    pub date: String,
}

/// How a vulnerability stands, in the words of OpenVEX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VexStatus {
    /// It cannot do harm here.
    NotAffected,
    /// It was mended here, whatever the version says.
    Fixed,
    /// It can do harm.
    Affected,
    /// Nobody knows yet.
    UnderInvestigation,
}

/// Why a text is no VEX document.
#[derive(Debug, thiserror::Error)]
pub enum VexError {
    /// It is not JSON.
    #[error("the VEX document is not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    /// It is some other JSON.
    #[error("the document is neither OpenVEX nor CycloneDX with vulnerabilities")]
    NotVex,
}

impl Vex {
    /// Reads a document of OpenVEX or of CycloneDX. A statement that says nothing of use, one without a vulnerability or
    /// a status, is left out.
    ///
    /// # Errors
    /// [`VexError`] where it is neither.
    ///
    /// Source: OpenVEX specification 0.2.0; CycloneDX 1.6, `vulnerabilities`.
    pub fn read(text: &[u8]) -> Result<Self, VexError> {
        let document: Value = serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text))?;
        let is_openvex =
            text_of(&document, "@context").contains("openvex") && document["statements"].is_array();
        let is_cyclonedx = document["bomFormat"] == "CycloneDX" && document["vulnerabilities"].is_array();
        let statements = match (is_openvex, is_cyclonedx) {
            (true, _) => openvex::statements(&document),
            (_, true) => cyclonedx::statements(&document),
            (false, false) => return Err(VexError::NotVex),
        };
        Ok(Self { statements })
    }

    /// The last statement about a vulnerability, by any of its names, in a package, by its package URL.
    pub fn about(&self, names: &[&str], package: &str) -> Option<&VexStatement> {
        let package = PackageUrl::parse(package);
        self.statements.iter().rev().find(|statement| {
            let is_named = statement.names.iter().any(|name| names.contains(&name.as_str()));
            is_named && statement.is_about(package.as_ref())
        })
    }
}

impl VexStatement {
    fn is_about(&self, package: Option<&PackageUrl>) -> bool {
        self.packages.is_empty()
            || package.is_some_and(|package| self.packages.iter().any(|named| named.covers(package)))
    }
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list_of<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A justification of its parts, those that are empty left out.
fn joined(parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(": ")
}
