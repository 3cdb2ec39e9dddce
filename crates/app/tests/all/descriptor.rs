use assay_app::ConnectDescriptor;
use insta::assert_snapshot;

use crate::{source, told};

fn descriptor(text: &str) -> ConnectDescriptor {
    ConnectDescriptor::read(&source("atlassian-connect.json", text))
}

#[test]
fn a_template_is_read_and_its_placeholders_are_uncertain() {
    let descriptor = descriptor(include_str!("seeds/descriptor.json"));
    assert_snapshot!(told(&descriptor.diagnostics), @"
    Note template-placeholder: a part of this template is filled in later, or is one of several alternatives; it is not read
      atlassian-connect.json:11:17 not read
      help: render the template, to have all of the descriptor examined
    ");
    assert!(!descriptor.is_complete());
    let base = descriptor.base_url.as_ref().unwrap();
    assert_eq!((base.as_str(), base.is_certain()), ("{{localBaseUrl}}", false));
    assert_eq!(descriptor.document.text.slice(base.span), "\"{{localBaseUrl}}\"");
    assert_eq!(descriptor.authentication.as_ref().unwrap().as_str(), "jwt");
    assert!(descriptor.signed_install().unwrap().value && !descriptor.api_migrations["context-qsh"].value);
    let lifecycle: Vec<String> =
        descriptor.lifecycle.iter().map(|hook| format!("{} {}", hook.event, hook.url)).collect();
    assert_eq!(lifecycle, ["installed /installed", "uninstalled /uninstalled"]);
    assert!(descriptor.licensing.unwrap().value);
}

#[test]
fn modules_are_flat_with_every_address() {
    let descriptor = descriptor(include_str!("seeds/descriptor.json"));
    let modules: Vec<String> = descriptor
        .modules
        .iter()
        .map(|module| {
            let urls: Vec<&str> = module.urls.iter().map(|url| url.as_str()).collect();
            format!("{} {} {}", module.path, module.name(), urls.join(" "))
        })
        .collect();
    assert_eq!(
        modules,
        [
            "modules.webPanels[0] panel /panel?issue={issue.key}",
            "modules.configurePage config /config",
            "modules.webhooks[0] modules.webhooks[0] /hook",
            "modules.unheardOf[0] future /future",
        ]
    );
    assert!(descriptor.modules[1].cacheable.unwrap().value);
    assert!(descriptor.modules[0].card.is_some() && descriptor.modules[3].card.is_none());
}

#[test]
fn placeholders_of_every_template_language_are_passed_over() {
    for body in [
        r#""key": {{ key|json }}, "scopes": {% if admin %}["ADMIN"]{% else %}["READ"]{% endif %}"#,
        r#""key": 1, "scopes": {% if admin %}{{ scopes|safe }}{% else %}["READ"]{% endif %}"#,
        r#""key": <%= key %>, <% if (admin) { %>"scopes": ["ADMIN"],<% } %> "x": 1"#,
        r#""key": ${key}, "scopes": [] "#,
        r#""key": {{{key}}}, {{! a note }} "scopes": []"#,
    ] {
        let descriptor =
            descriptor(&format!("{{ \"name\": \"n\", {body}, \"baseUrl\": \"https://x.example\" }}"));
        assert_eq!(descriptor.base_url.as_ref().map(|url| url.as_str()), Some("https://x.example"), "{body}");
    }
}

#[test]
fn a_broken_descriptor_tells_what_it_can() {
    let descriptor = descriptor(
        "{\"key\": \"k\", \"modules\": {\"webItems\": [{\"key\": \"a\", \"url\": \"/a\"}], \"x\": oops",
    );
    assert!(!descriptor.is_complete());
    assert_eq!(descriptor.modules.len(), 1);
    assert_snapshot!(told(&descriptor.diagnostics), @"
    Error json-syntax: `oops` stands where a value is due
      atlassian-connect.json:1:72 
      help: put texts in double quotes
    ");
}
