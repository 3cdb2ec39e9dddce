//! Texts made to break a scanner.

use assay_secrets::{LARGEST_COUNT, detectors, scan};
use assay_source::RelPath;
use proptest::prelude::*;

fn path(text: &str) -> RelPath {
    RelPath::parse(text).unwrap_or_else(|_| RelPath::root())
}

/// Pieces that mean something to a detector.
fn piece() -> impl Strategy<Value = String> {
    let keywords: Vec<String> = detectors().iter().map(assay_secrets::Detector::example).collect();
    prop_oneof![
        proptest::sample::select(keywords),
        proptest::sample::select(vec![
            "password",
            "apiKey",
            "sharedSecret",
            " = ",
            ": ",
            "\"",
            "'",
            "`",
            "${",
            "}",
            "\n",
            "\\",
            "?token=",
            "&key=",
            "<",
            ">",
            "value=",
            "||",
            "é",
            "\u{0}",
            "-----BEGIN PRIVATE KEY-----",
            "-----END",
            "=",
            ",",
            "[",
            "]",
            ")",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_taken_and_every_find_lies_in_it(
        pieces in proptest::collection::vec(piece(), 0..40),
        name in proptest::sample::select(vec!["a.js", ".env", "a.yaml", "Dockerfile", "a.test.js", "a.md", "a.xml"]),
    ) {
        let text = pieces.concat();
        let found = scan(&path(name), text.as_bytes()).detections;
        for pair in found.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for it in &found {
            prop_assert!(it.span.start < it.span.end && it.span.end <= text.len());
            prop_assert!(text.is_char_boundary(it.span.start) && text.is_char_boundary(it.span.end));
            let shown = format!("{it:?} {}", it.identity());
            prop_assert!(it.span.end - it.span.start < 12 || !shown.contains(&text[it.span.start..it.span.end]));
        }
        prop_assert_eq!(found, scan(&path(name), text.as_bytes()).detections);
    }

    #[test]
    fn any_bytes_are_taken(bytes: Vec<u8>, cut in 0_usize..400) {
        let mut text: Vec<u8> = detectors().iter().flat_map(|detector| detector.example().into_bytes()).collect();
        let at = cut % text.len();
        text.splice(at..at, bytes);
        scan(&path("a.yaml"), &text);
        scan(&path("a.yaml"), &text[at..]);
    }
}

#[test]
fn a_file_full_of_secrets_is_cut_and_says_so() {
    let text: String = (0..5000).map(|n| format!("api_key_{n} = 'q8Zr{n}1mWc{n}pTnVb7K'\n")).collect();
    let found = scan(&path("a.py"), text.as_bytes());
    assert!(found.cut);
    assert_eq!(found.detections.len(), LARGEST_COUNT);
}

#[test]
fn a_parameter_whose_name_carries_a_secret_along_is_told_by_its_last_words() {
    let secret = "4f1c9e07a3b8d25660e1f7c94a8b3d02";
    let text = format!("?{secret}-us21TWILIO_AUTH_TOKEN={secret} = ");
    let found = scan(&path("a.xml"), text.as_bytes()).detections;
    assert!(found.iter().any(|it| it.identity().starts_with("auth_token ")), "{found:?}");
    assert!(found.iter().all(|it| !format!("{it:?} {}", it.identity()).contains(secret)), "{found:?}");
}
