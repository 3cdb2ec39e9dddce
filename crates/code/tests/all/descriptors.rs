//! Connect descriptors that an app's code puts together.

use assay_app::ConnectDescriptor;
use assay_code::{analyse, graph::Program, written_descriptor};

use crate::graph::app;

fn written(code: &str) -> Option<ConnectDescriptor> {
    let package =
        r#"{ "name": "notes", "dependencies": { "express": "*", "atlassian-connect-express": "*" } }"#;
    let app = app(&[("package.json", package), ("server.js", code)]);
    written_descriptor(&analyse(&Program::load(&app, &[]), &app))
}

#[test]
fn a_descriptor_that_a_route_answers_with_is_read() {
    let descriptor = written(
        "const express = require('express');
const app = express();
const key = 'notes';
const pages = [{ key: 'panel', url: '/panel', name: { value: 'Notes' } }];
function descriptor() {
  return {
    key, name: 'Notes', baseUrl: process.env.BASE_URL, authentication: { type: 'jwt' },
    lifecycle: { installed: '/installed' }, scopes: ['READ'], apiMigrations: { 'signed-install': true },
    modules: { generalPages: pages },
  };
}
app.get('/atlassian-connect.json', (req, res) => { res.json(descriptor()); });
app.listen(3000);
",
    )
    .unwrap();
    assert_eq!(descriptor.key.as_ref().map(|key| key.as_str()), Some("notes"));
    assert_eq!(descriptor.base_url.as_ref().map(|url| url.is_certain()), Some(false));
    assert_eq!(descriptor.lifecycle[0].url.as_str(), "/installed");
    assert_eq!(descriptor.signed_install().map(|signed| signed.value), Some(true));
    assert_eq!(descriptor.modules[0].name(), "panel");
    assert_eq!(descriptor.head().file.as_str(), "server.js");
    assert!(descriptor.is_complete());
}

#[test]
fn what_is_not_known_of_a_written_descriptor_leaves_it_incomplete() {
    let descriptor = written(
        "const express = require('express');
const app = express();
app.get('/atlassian-connect.json', (req, res) => {
  res.json({ key: 'notes', baseUrl: 'https://notes.example.com', authentication: { type: 'jwt' }, modules: require('unheard-of')() });
});
app.listen(3000);
",
    )
    .unwrap();
    assert!(descriptor.modules.is_empty());
    assert!(!descriptor.is_complete());
}

#[test]
fn other_answers_are_no_descriptors() {
    let code = "const express = require('express');
const app = express();
app.get('/a', (req, res) => { res.json({ key: 'a', baseUrl: 'https://a.example.com' }); });
app.post('/b', (req, res) => { res.json({ key: 'a', clientKey: 'b', baseUrl: 'c', modules: {} }); });
app.listen(3000);
";
    assert!(written(code).is_none());
}
