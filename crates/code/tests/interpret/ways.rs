//! Every way into an app is found, and all that is done from there is told.

use crate::shown::{analysis_of, calls, resolver};

#[test]
fn every_call_of_one_handler_is_told() {
    let analysis = resolver(
        "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const resolver = new Resolver();
resolver.define('clean', async ({ payload }) => {
  await api.asApp().requestJira(route`/rest/api/3/user?accountId=${payload.account}`, { method: 'DELETE' });
  await api.asApp().requestJira(route`/rest/api/3/group/user`, { method: 'POST' });
});
export const handler = resolver.getDefinitions();
",
    );
    assert_eq!(calls(&analysis, "requestJira").len(), 2);
}

#[test]
fn a_shared_helper_is_told_for_each_entry_that_reaches_it() {
    let analysis = resolver(
        "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
const read = (key) => api.asApp().requestJira(route`/rest/api/3/issue/${key}`);
const resolver = new Resolver();
resolver.define('one', ({ payload }) => read(payload.key));
resolver.define('two', ({ payload }) => read(payload.other));
resolver.define('three', () => read('HSP-1'));
export const handler = resolver.getDefinitions();
",
    );
    let seen = calls(&analysis, "requestJira");
    assert_eq!(seen.len(), 3, "{seen:#?}");
    assert!(
        seen.iter().any(|line| line.contains("three") && line.contains("(`/rest/api/3/issue/HSP-1`)")),
        "{seen:#?}"
    );
}

#[test]
fn a_component_that_the_platform_draws_is_an_entry() {
    let manifest = "
app:
  id: ari:cloud:ecosystem::app/8f1b2c3d-0000-4000-8000-000000000003
  runtime:
    name: nodejs22.x
modules:
  jira:issueGlance:
    - key: glance
      function: main
      title: Notes
      label: Notes
      status: { type: badge, value: { label: new, type: new } }
  function:
    - key: main
      handler: index.run
permissions:
  scopes: [read:jira-work]
";
    let analysis = analysis_of(&[
        ("manifest.yml", manifest),
        (
            "src/index.jsx",
            "import ForgeUI, { render, IssueGlance, Button, Text, useProductContext, useState } from '@forge/ui';
import api, { route } from '@forge/api';
const read = async (key) => (await api.asApp().requestJira(route`/rest/api/3/issue/${key}`)).json();
const App = () => {
  const context = useProductContext();
  const [issue] = useState(async () => read(context.platformContext.issueKey));
  return <Button text='x' onClick={async () => api.asApp().requestJira(route`/rest/api/3/issue/${issue.key}`, { method: 'PUT' })} />;
};
export const run = render(<IssueGlance><App /></IssueGlance>);
",
        ),
    ]);
    let seen = calls(&analysis, "requestJira");
    assert_eq!(seen.len(), 2, "{seen:#?}");
}

#[test]
fn routes_in_files_that_are_found_by_name_are_entries() {
    let analysis = analysis_of(&[
        (
            "atlassian-connect.json",
            r#"{"key": "k", "baseUrl": "https://x.example", "authentication": {"type": "jwt"}, "apiVersion": 1}"#,
        ),
        ("package.json", r#"{"name": "server", "main": "app.js", "dependencies": {"express": "5.0.0"}}"#),
        (
            "app.js",
            "const express = require('express');
const routes = require('./routes');
const app = express();
routes(app);
app.listen(80);
",
        ),
        (
            "routes/index.js",
            "module.exports = function (app) {
  const files = require('fs').readdirSync('routes');
  for (const index in files) {
    const file = files[index];
    if (file === 'index.js') continue;
    const routes = require('./' + require('path').basename(file));
    if (typeof routes === 'function') routes(app);
  }
};
",
        ),
        (
            "routes/notes.js",
            "module.exports = (app) => { app.get('/notes', (req, res) => res.send(req.query.id)); };",
        ),
        (
            "routes/tags.js",
            "module.exports = (app) => { app.get('/tags', (req, res) => res.send(req.query.tag)); };",
        ),
    ]);
    let mut names: Vec<&str> = analysis.entries.iter().map(|entry| entry.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["GET /notes", "GET /tags"]);
}

#[test]
fn scripts_of_a_page_see_each_other() {
    let analysis = analysis_of(&[
        (
            "atlassian-connect.json",
            r#"{"key": "k", "baseUrl": "https://x.example", "authentication": {"type": "jwt"}, "apiVersion": 1}"#,
        ),
        (
            "public/helpers.js",
            "function helpers(base) { return { save: (key, value) => window.localStorage.setItem(base + key, value) }; }",
        ),
        ("public/more.js", "window.more = { load: (key) => localStorage.getItem(key) };"),
        ("public/main.js", "const h = helpers('x-'); h.save('token', window.more.load('seed'));"),
    ]);
    let saved: Vec<_> =
        analysis.calls_below("global:").filter(|(_, call)| call.path.ends_with("setItem")).collect();
    assert!(saved.iter().any(|(_, call)| call.argument(0).as_constant() == Some("x-token")), "{saved:#?}");
}
