//! The values of a Kubernetes `Secret`: base64, which hides nothing.
//!
//! Source: kubernetes.io/docs/concepts/configuration/secret (read 2026-11-22).

use assay_source::{RelPath, Span};
use data_encoding::BASE64;

use crate::{Detection, scan::scan_plain};

/// A longer value is a file of its own, a certificate or a key store, and known by its name.
const LONGEST: usize = 16 * 1024;

/// What stands below `data:` of such an object, decoded and searched; the places are those of the encoded values.
pub(crate) fn detections(path: &RelPath, bytes: &[u8]) -> Vec<Detection> {
    let is_yaml = path.extension().is_some_and(|ending| matches!(ending.as_str(), "yaml" | "yml"));
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| is_yaml && text.contains("kind: Secret"))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut document = 0;
    for (at, part) in documents(text) {
        document += 1;
        // One file holds few objects; what comes behind is read as text all the same.
        if document > crate::LARGEST_COUNT || !part.lines().any(|line| line.trim_end() == "kind: Secret") {
            continue;
        }
        found.extend(of_object(path, part, at));
    }
    found
}

/// The objects of a file, each with where it begins.
fn documents(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split("\n---").map(move |part| {
        let start = at;
        at += part.len() + "\n---".len();
        (start, part)
    })
}

fn of_object(path: &RelPath, object: &str, from: usize) -> Vec<Detection> {
    let mut found = Vec::new();
    let mut at = from;
    let mut in_data = false;
    for line in object.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let indented = line.starts_with([' ', '\t']);
        if !indented {
            in_data = line.trim_end() == "data:";
            continue;
        }
        let Some((key, value)) = line.split_once(':').filter(|_| in_data) else { continue };
        let encoded = value.trim().trim_matches(['"', '\'']);
        if encoded.is_empty() || encoded.len() > LONGEST {
            continue;
        }
        let decoded = BASE64.decode(encoded.as_bytes()).ok().and_then(|value| String::from_utf8(value).ok());
        let Some(decoded) = decoded else { continue };
        let offset = start + line.find(encoded).unwrap_or_default();
        let span = Span::new(offset, offset + encoded.len());
        // As it would stand among variables: its key is what tells a password from a word.
        let plain = format!("{}={}\n", key.trim(), decoded.trim_end());
        let detections = scan_plain(path, plain.as_bytes()).detections.into_iter();
        found.extend(detections.map(|detection| Detection { span, ..detection }));
    }
    found
}

#[cfg(test)]
mod tests {
    use assay_source::RelPath;
    use data_encoding::BASE64;

    use crate::{Form, scan};

    fn found(text: &str) -> Vec<(String, usize)> {
        let path = RelPath::parse("deploy/secret.yaml").unwrap();
        let detections = scan(&path, text.as_bytes()).detections.into_iter();
        detections
            .map(|it| match it.form {
                Form::Named { name, .. } => (name, it.span.start),
                Form::Issued { detector, .. } => (detector.to_owned(), it.span.start),
                other => (format!("{other:?}"), it.span.start),
            })
            .collect()
    }

    fn secret(key: &str, value: &str) -> String {
        let encoded = BASE64.encode(value.as_bytes());
        format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ndata:\n  {key}: {encoded}\n")
    }

    #[test]
    fn encoded_values_are_told_where_they_stand() {
        let text = secret("DB_PASSWORD", "wq8Xh2nT5vLd");
        let at = text.find("d3E4").expect("the value");
        assert_eq!(found(&text), [("DB_PASSWORD".to_owned(), at)]);
        let token = crate::detector("github-token").expect("a detector").example();
        assert_eq!(found(&secret("value", &token)).len(), 1);
    }

    #[test]
    fn stand_ins_and_other_objects_are_none() {
        assert!(found(&secret("DB_PASSWORD", "${DB_PASSWORD}")).is_empty());
        assert!(found(&secret("LOG_LEVEL", "information")).is_empty());
        let config = secret("value", &crate::detector("github-token").expect("a detector").example());
        assert!(found(&config.replace("kind: Secret", "kind: ConfigMap")).is_empty());
    }

    #[test]
    fn what_is_no_base64_is_passed_over() {
        assert!(found("kind: Secret\ndata:\n  a: é\n  b: ===\n  c\n  : x\n").is_empty());
    }
}
