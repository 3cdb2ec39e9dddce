//! Values of a Helm chart: what its templates fill in unless somebody says otherwise.
//!
//! Source: helm.sh/docs/chart_template_guide/values_files (read 2026-11-22). Charts name their values as they like; the names
//! that most give to variables of containers, and to the ingress, are read.

use assay_app::document::{Node, read_yaml};

use crate::{kubernetes, platforms, reading::Reading};

/// Values lie this deep at most: `backend.web.env`.
const DEEPEST: u8 = 6;

const VARIABLES: [&str; 9] = [
    "env",
    "envs",
    "envvars",
    "extraenv",
    "extraenvs",
    "extraenvvars",
    "environment",
    "environmentvariables",
    "configmap",
];

/// Whether a YAML file of that name holds values of a chart.
pub(crate) fn is_values(content: &str) -> bool {
    ["image:", "replicaCount:", "ingress:"].iter().filter(|word| content.contains(**word)).count() >= 2
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let document = read_yaml(&text);
    reading.note(&document);
    walk(reading, &document.root, DEEPEST);
}

fn walk(reading: &mut Reading<'_>, node: &Node, depth: u8) {
    if depth == 0 {
        return;
    }
    for entry in node.entries() {
        if VARIABLES.contains(&entry.key.text.to_ascii_lowercase().replace(['_', '-'], "").as_str()) {
            platforms::variables(reading, &entry.value);
            platforms::variable_list(reading, Some(&entry.value), "name");
        } else if entry.key.text == "ingress" && entry.value.at(["annotations"]).is_some() {
            kubernetes::ingress_of_chart(reading, &entry.value);
        } else {
            walk(reading, &entry.value, depth - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn variables_of_a_chart_are_read_in_both_notations() {
        let values = "replicaCount: 2\nimage:\n  tag: a\nbackend:\n  env:\n    DB_SSL: \"false\"\nworker:\n  extraEnv:\n    - name: QUEUE\n      value: amqp://queue\n";
        let hosting = read_one("chart/values.yaml", values);
        let names: Vec<_> = hosting.variables.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["DB_SSL", "QUEUE"]);
        assert!(read_one("config/values.yaml", "env:\n  A: b\n").variables.is_empty());
    }
}
