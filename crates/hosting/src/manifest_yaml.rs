//! Files of Kubernetes: several objects in one, and templates of Helm.

use assay_app::document::read_yaml_all;

use crate::{kubernetes, reading::Reading};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let is_template = text.as_str().contains("{{");
    let content = if is_template { blank(text.as_str()) } else { text.as_str().to_owned() };
    for document in read_yaml_all(&text, &content) {
        if is_template && !document.complete {
            // A template need not be YAML before it is filled in: what could be read counts.
            let path = text.path().clone();
            let place = reading.place(text.line_span(1));
            reading.gap(format!("`{path}`"), "it is a template, and was not read whole".to_owned(), place);
        } else {
            reading.note(&document);
        }
        kubernetes::object(reading, &document.root);
    }
}

/// The text of a template with what is filled in later put out of the way: of the same length, with a word of `x` for
/// every value, and nothing for lines that only steer.
pub(crate) fn blank(text: &str) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let Some(end) = rest[at..].find("}}").map(|end| at + end + 2) else { break };
        let head = &rest[..at];
        blanked.push_str(head);
        let line_is_empty = blanked.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        let after = rest[end..].split('\n').next().unwrap_or_default();
        let fills_the_line = line_is_empty && after.trim().is_empty();
        let filler = if fills_the_line { ' ' } else { 'x' };
        // Bytes, so that places hold.
        blanked.extend(rest[at..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { filler }));
        rest = &rest[end..];
    }
    blanked.push_str(rest);
    blanked
}

#[cfg(test)]
mod tests {
    use super::blank;
    use crate::hosting::read_one;

    #[test]
    fn templates_keep_their_places() {
        let text = "{{- if .Values.a }}\na: {{ .Values.b }}\nc: \"{{ .d }}/é{{ .e }}\"\n{{- end }}\n";
        let blanked = blank(text);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.trim(), "a: xxxxxxxxxxxxxxx\nc: \"xxxxxxxx/éxxxxxxxx\"");
    }

    #[test]
    fn every_object_of_a_file_is_read() {
        let hosting = read_one(
            "k8s/app.yaml",
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      securityContext: {privileged: true}\n---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: {{ .Values.name }}\n      env:\n        - name: REDIS_URL\n          value: redis://x.example.com\n",
        );
        assert_eq!((hosting.containers.len(), hosting.variables.len()), (1, 1));
        assert!(hosting.gaps.is_empty());
    }
}
