//! A small catalogue.

use assay_catalogue::{Catalogue, CatalogueFiles};

const ROWS: [(&str, &str, &str, &str); 8] = [
    (
        "ALL-3",
        "Only HTTPS, on modern TLS",
        "transport-security",
        r#"
twins = ["FORGE-R-3"]
[[duties]]
letter = "a"
text = "Every request goes over HTTPS."
force = "must"
claims = ["tls/out"]
proofs = [["examine"]]
decided_by = "examine"
enforced_by = ["guard/tls"]
[[duties]]
letter = "b"
text = "Every answer carries HSTS for a year."
force = "must"
claims = ["tls/hsts"]
proofs = [["test"]]
decided_by = "test"
"#,
    ),
    (
        "ALL-5",
        "No secrets in the source",
        "secrets",
        r#"
[[duties]]
letter = "a"
text = "The source holds no credential."
force = "must"
claims = ["secrets/source"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "ALL-11",
        "A policy for fixing bugs in time",
        "bug-fix-policy",
        r#"
[[duties]]
letter = "a"
text = "Vulnerabilities are fixed within the time the policy gives."
force = "must"
claims = ["policy/bug-fix"]
proofs = [["interview"]]
decided_by = "interview"
"#,
    ),
    (
        "ALL-14",
        "No runtime past its end of life",
        "end-of-life",
        r#"
[[duties]]
letter = "a"
text = "The runtime is supported."
force = "must"
claims = ["runtime/supported"]
proofs = [["examine"]]
decided_by = "examine"
[[duties]]
letter = "b"
text = "The runtime is the newest one."
force = "should"
claims = ["runtime/newest"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "FORGE-R-3",
        "Only HTTPS",
        "transport-security",
        r#"
[[duties]]
letter = "a"
text = "Every request goes over HTTPS."
force = "must"
claims = ["tls/out"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "FORGE-R-4",
        "Egress names its hosts",
        "least-privilege",
        r#"
[[duties]]
letter = "a"
text = "No wildcard stands in the egress permissions."
force = "should"
claims = ["egress/named"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "FORGE-R-9",
        "Tenants are kept apart",
        "tenant-isolation",
        r#"
[[duties]]
letter = "a"
text = "The platform keeps tenants apart."
force = "must"
claims = []
proofs = []
decided_by = "examine"
platform_provided = true
defeaters = ["tenant/own-store"]
"#,
    ),
    (
        "TRELLO-1",
        "The Power-Up verifies its tokens",
        "authentication-and-authorization",
        r#"
[[duties]]
letter = "a"
text = "Every request with a token is verified."
force = "must"
claims = ["jwt/verified"]
proofs = [["examine", "test"]]
decided_by = "test"
"#,
    ),
];

pub(crate) fn catalogue() -> Catalogue {
    let rows: Vec<(String, String)> = ROWS
        .iter()
        .map(|(id, title, theme, duties)| {
            let (twins, duties) = match duties.trim_start().strip_prefix("twins") {
                Some(rest) => {
                    let (line, duties) = rest.split_once('\n').unwrap();
                    (format!("twins{line}\n"), duties)
                }
                None => (String::new(), *duties),
            };
            let text = format!(
                r#"
id = "{id}"
title = "{title}"
text = "{title}, and what belongs to it."
theme = "{theme}"
responsible = "app"
detail_confidence = "seed"
severity = "high"
changed = "2026-02-19"
aliases = [{{ list = "csrt", id = "r1" }}]
{twins}
[[sources]]
title = "Security requirements for cloud apps"
address = "https://developer.atlassian.com/platform/marketplace/security-requirements/"
read = "2026-02-19"
{duties}"#
            );
            (format!("{id}.toml"), text)
        })
        .collect();
    let claim = |id: &str, methods: &str| {
        format!("[\"{id}\"]\ntext = \"The claim {id} holds.\"\nmethods = [{methods}]\n")
    };
    let examined = [
        "tls/out",
        "secrets/source",
        "runtime/supported",
        "runtime/newest",
        "egress/named",
        "tenant/own-store",
    ];
    let mut claims: String = examined.iter().map(|id| claim(id, "\"examine\"")).collect();
    claims += &claim("tls/hsts", "\"test\"");
    claims += &claim("jwt/verified", "\"examine\", \"test\"");
    claims += &claim("policy/bug-fix", "\"interview\"");
    Catalogue::read(&CatalogueFiles {
        requirements: rows.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect(),
        claims: &claims,
        controls: "[\"guard/tls\"]\ntext = \"The gateway speaks TLS 1.2 and newer only.\"\n",
        facts: "",
        revisions: "[[revision]]\ndate = \"2026-02-19\"\nchanges = [\"A new row.\"]\nsources = []\n",
    })
    .unwrap()
}
