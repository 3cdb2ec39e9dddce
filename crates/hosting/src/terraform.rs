//! Terraform, in its own notation and in JSON.

use assay_app::document::{JsonDialect, Node, read_json};
use assay_source::Span;

use crate::{Breadth, hcl, platforms, reading::Reading, resources};

pub(crate) fn read(reading: &mut Reading<'_>) {
    if reading.name().ends_with(".json") {
        let text = reading.text.clone();
        let document = read_json(&text, JsonDialect::Strict);
        reading.note(&document);
        for kind in document.root.get("resource").map(Node::entries).unwrap_or_default() {
            for one in kind.value.entries() {
                resource(reading, &kind.key.text, &one.key.text, &one.value, one.key.span);
            }
        }
        return;
    }
    for block in hcl::read(reading) {
        if let ("resource", [kind, name, ..]) = (block.kind.as_str(), block.labels.as_slice()) {
            resource(reading, kind, name, &block.body, block.head);
        }
    }
}

fn resource(reading: &mut Reading<'_>, kind: &str, name: &str, body: &Node, head: Span) {
    // One that is never made is none.
    if body.get("count").and_then(Node::scalar).as_deref() == Some("0") {
        return;
    }
    resources::read(reading, kind, name, body, head);
    if kind == "aws_cloudfront_response_headers_policy" {
        response_headers(reading, body);
    }
    reading.runtime(body, "runtime");
    body.get("build_config").into_iter().for_each(|build| reading.runtime(build, "runtime"));
    environment(reading, body, 0);
}

/// The headers that CloudFront adds.
fn response_headers(reading: &mut Reading<'_>, body: &Node) {
    let Some(config) = body.get("security_headers_config") else { return };
    let whole = Breadth::Whole;
    if let Some(hsts) = config.get("strict_transport_security") {
        let age = hsts.get("access_control_max_age_sec").and_then(Node::scalar).unwrap_or_default();
        let subdomains = hsts.get("include_subdomains").and_then(Node::as_bool) == Some(true);
        let value = if age.contains("${") { age } else { crate::hsts(age, subdomains) };
        reading.header("strict-transport-security", Some(&value), whole, hsts.site());
    }
    for (block, key, header) in [
        ("content_security_policy", "content_security_policy", "content-security-policy"),
        ("referrer_policy", "referrer_policy", "referrer-policy"),
        ("frame_options", "frame_option", "x-frame-options"),
    ] {
        if let Some(value) = config.at([block, key]) {
            reading.header(header, value.scalar().as_deref(), whole, value.site());
        }
    }
}

/// Variables of functions, services and containers, wherever a resource keeps them.
fn environment(reading: &mut Reading<'_>, body: &Node, depth: usize) {
    if depth > 12 {
        return;
    }
    for entry in body.entries() {
        match entry.key.text.as_str() {
            "variables" | "environment_variables" | "app_settings" | "config_vars" | "environment"
                if entry.value.entries().iter().any(|inner| inner.value.scalar().is_some()) =>
            {
                platforms::variables(reading, &entry.value);
            }
            "env" | "environment" if entry.value.get("name").is_some() => {
                let one = Node {
                    value: assay_app::document::Value::List(vec![entry.value.clone()]),
                    ..entry.value.clone()
                };
                platforms::variable_list(reading, Some(&one), "name");
            }
            "env" | "environment" if !entry.value.items().is_empty() => {
                platforms::variable_list(reading, Some(&entry.value), "name");
            }
            _ => {
                std::iter::once(&entry.value)
                    .chain(entry.value.items())
                    .for_each(|inner| environment(reading, inner, depth + 1));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{AtRest, Opening, hosting::read_one};

    #[test]
    fn stores_listeners_and_variables_are_read() {
        let hosting = read_one(
            "infra/main.tf",
            r#"
resource "aws_db_instance" "main" {
  engine              = "postgres"
  publicly_accessible = true
}
resource "aws_db_instance" "good" {
  storage_encrypted = true
}
resource "aws_db_instance" "open" {
  storage_encrypted = var.encrypted
}
resource "aws_lb_listener" "https" {
  protocol   = "HTTPS"
  ssl_policy = "ELBSecurityPolicy-2016-08"
}
resource "aws_lb_listener" "http" {
  protocol = "HTTP"
  default_action {
    type = "forward"
  }
}
resource "aws_lambda_function" "f" {
  environment {
    variables = { REDIS_URL = "redis://cache.example.com" }
  }
}
resource "aws_ecs_task_definition" "t" {
  container_definitions = jsonencode([{ name = "a", environment = [{ name = "PGSSLMODE", value = "disable" }] }])
}
"#,
        );
        let at_rest: Vec<_> = hosting.stores.iter().map(|store| store.at_rest).collect();
        assert_eq!(at_rest, [AtRest::OffByDefault, AtRest::Encrypted, AtRest::Unknown]);
        assert_eq!(hosting.stores[0].openings[0].0, Opening::Reachable);
        assert_eq!(hosting.stores[0].what, "the RDS database `main`");
        assert_eq!(hosting.protocols.len(), 1);
        assert_eq!(hosting.entrances[0].what, "the listener `http`");
        let names: Vec<_> = hosting.variables.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["REDIS_URL", "PGSSLMODE"]);
    }

    #[test]
    fn both_notations_say_the_same() {
        let json = r#"{"resource": {"aws_efs_file_system": {"files": {"encrypted": false}}}}"#;
        let own = "resource \"aws_efs_file_system\" \"files\" {\n  encrypted = false\n}\n";
        for (name, content) in [("a.tf.json", json), ("a.tf", own)] {
            let hosting = read_one(name, content);
            assert_eq!(hosting.stores[0].at_rest, AtRest::SwitchedOff, "{name}");
        }
    }

    #[test]
    fn a_broken_or_endless_file_leaves_a_gap() {
        assert_eq!(read_one("a.tf", "resource \"a\" {").gaps.len(), 1);
        let deep = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read_one("a.tf", &deep).gaps.len(), 1);
        let chain = format!("a = {}1", "b ? c : ".repeat(100_000));
        let _ = read_one("a.tf", &chain);
        let negated = format!("a = {}1", "!".repeat(100_000));
        let _ = read_one("a.tf", &negated);
    }
}
