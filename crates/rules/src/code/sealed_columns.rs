//! Columns that a model declares to be encrypted on their way: casts of Laravel, `encrypts` of Rails.
//!
//! Source: laravel.com/docs/12.x/eloquent-mutators, guides.rubyonrails.org/active_record_encryption.html (read 2026-11-23).

use crate::Case;

/// Whether a model of the app seals a column of this name.
pub(super) fn seals(case: &Case<'_>, column: &str) -> bool {
    case.app.files().any(|file| {
        let extension = file.path.extension().unwrap_or_default();
        let line_seals: fn(&str, &str) -> bool = match extension.as_str() {
            "php" => by_cast,
            "rb" => by_declaration,
            _ => return false,
        };
        let text = case.app.tree.read(&file.path);
        text.is_ok_and(|text| text.as_str().lines().any(|line| line_seals(line, column)))
    })
}

/// `'access_token' => 'encrypted:array'`, `'access_token' => EncryptedCast::class`
fn by_cast(line: &str, column: &str) -> bool {
    let Some((name, cast)) = line.split_once("=>") else { return false };
    let name = name.trim().trim_start_matches(|c: char| !matches!(c, '\'' | '"'));
    let name = name.rsplit(['[', ',']).next().unwrap_or_default().trim();
    let name = name.trim_matches(['\'', '"']);
    // Several may stand in one line.
    name == column
        && cast.trim_start().trim_start_matches(['\'', '"']).to_ascii_lowercase().contains("encrypted")
        || line.replace('"', "'").contains(&format!("'{column}' => 'encrypted"))
}

/// `encrypts :access_token`, `attr_encrypted :access_token, key: …`
fn by_declaration(line: &str, column: &str) -> bool {
    let Some((word, rest)) = line.trim().split_once(' ') else { return false };
    let declares = matches!(word, "encrypts" | "attr_encrypted" | "has_encrypted" | "lockbox_encrypts");
    declares && rest.split(',').any(|name| name.trim().strip_prefix(':') == Some(column))
}

#[cfg(test)]
mod tests {
    use super::{by_cast, by_declaration};

    #[test]
    fn casts_and_declarations_seal() {
        assert!(by_cast("    'access_token' => 'encrypted',", "access_token"));
        assert!(by_cast("    'access_token' => EncryptedText::class,", "access_token"));
        assert!(by_cast("$casts = ['access_token' => 'encrypted', 'token' => 'encrypted:array'];", "token"));
        assert!(!by_cast("    'access_token' => 'string',", "access_token"));
        assert!(by_declaration("  encrypts :refresh_token, :access_token", "access_token"));
        assert!(!by_declaration("  validates :access_token", "access_token"));
    }
}
