#![no_main]

use std::sync::Arc;

use assay_app::{AppType, Options, find};
use assay_hosting::Hosting;
use assay_source::Tree;

/// Names of every kind of file that is read; the first byte chooses one.
const NAMES: [&str; 23] = [
    "nginx.conf",
    "httpd.conf",
    ".htaccess",
    "Caddyfile",
    "server.xml",
    "web.xml",
    "web.config",
    "application.properties",
    "application.yml",
    ".env",
    "Procfile",
    "Dockerfile",
    "docker-compose.yml",
    "k8s/app.yaml",
    "main.tf",
    "main.tf.json",
    "stack.yaml",
    "serverless.yml",
    "vercel.json",
    "netlify.toml",
    "_headers",
    "firebase.json",
    "fly.toml",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, content)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let Ok(tree) = Tree::from_files([(name, content)]) else { return };
    let found = find(&Arc::new(tree), &Options { types: Some(vec![AppType::Connect]) });
    for app in &found.apps {
        let hosting = Hosting::of(app);
        // What cannot be read is told.
        assert!(hosting.gaps.is_empty() || !hosting.files.is_empty());
        assert!(hosting.diagnostics.is_empty() || !hosting.gaps.is_empty());
    }
});
