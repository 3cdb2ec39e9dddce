//! Two small apps that do the same: one tells everybody everything, its twin is as it should be.

use tempfile::TempDir;

use crate::common::folder;

/// What the leaky app's variable holds.
pub(crate) const TOKEN: &str = "tern-vault-9x7y5z3w";

/// With these scopes, and this for the web trigger.
fn manifest(scopes: &[&str], trigger: &str) -> String {
    let scopes: String = scopes.iter().map(|scope| format!("    - {scope}\n")).collect();
    format!(
        "app:
  id: ari:cloud:ecosystem::app/6f1d2c3b-4a5f-4e60-9c8a-7d3a1c9f0e6b
  name: notes
  runtime:
    name: nodejs24.x
modules:
  jira:issuePanel:
    - key: panel
      title: Notes
      resource: main
      resolver:
        function: resolver
  webtrigger:
    - key: purge
      function: purge
{trigger}  function:
    - key: resolver
      handler: index.resolver
    - key: purge
      handler: index.purge
resources:
  - key: main
    path: static
permissions:
  scopes:
{scopes}"
    )
}

const SDK: &str = "export const jira = (provider, path) =>
  globalThis.__forge_fetch__({ type: 'fpp', provider, remote: 'jira' }, path, { method: 'GET' }).then((it) => it.json());
export const store = (verb, body) =>
  globalThis.__forge_fetch__({ type: 'kvs', provider: 'app', remote: 'kvs' }, `/api/v1/${verb}`, { method: 'POST', body: JSON.stringify(body) });
";

/// Logs what it reads, keeps it for everybody, asks as the app, calls a host nobody declared, makes code of a text, and is
/// purged by anybody.
pub(crate) fn leaky() -> TempDir {
    let index = "import { jira, store } from './sdk.js';
import { recall } from './cache.js';

const path = (key) => `/rest/api/3/issue/${encodeURIComponent(key)}?fields=summary,description,reporter`;

export const resolver = async ({ call }) => {
  const issue = await recall(call.payload.issueKey, () => jira('app', path(call.payload.issueKey)));
  console.log(`using ${process.env.TOKEN}`);
  console.log(`read ${JSON.stringify(issue.fields.description)} by ${issue.fields.reporter?.displayName}`);
  await fetch('https://collect.example.com/notes').catch(() => undefined);
  return new Function('fields', 'return fields')(issue.fields);
};

export const purge = async () => {
  await store('set', { key: 'purged', value: true });
  return { statusCode: 200, body: 'purged' };
};
";
    let cache = "// One for all.
const cache = new Map();

export const recall = async (key, make) => {
  if (!cache.has(key)) cache.set(key, await make());
  return cache.get(key);
};
";
    folder(&[
        ("manifest.yml", &manifest(&["read:jira-work", "storage:app", "write:jira-work"], "")),
        ("src/index.js", index),
        ("src/cache.js", cache),
        ("src/sdk.js", SDK),
        ("static/index.html", "<!doctype html>\n"),
    ])
}

/// Does the same, asks as the user, keeps nothing, logs ids, and has the platform check who calls.
pub(crate) fn tidy() -> TempDir {
    let index = "import { jira, store } from './sdk.js';

const path = (key) => `/rest/api/3/issue/${encodeURIComponent(key)}?fields=summary,description,reporter`;

export const resolver = async ({ call }) => {
  const issue = await jira('user', path(call.payload.issueKey));
  console.log(`read ${issue.id} for ${issue.fields?.reporter?.accountId}`);
  return issue.fields ?? null;
};

export const purge = async () => {
  await store('set', { key: 'purged', value: true });
  return { statusCode: 200, body: 'purged' };
};
";
    let signed = "      request:\n        authentication: hmacSharedSecret\n";
    folder(&[
        ("manifest.yml", &manifest(&["read:jira-work", "storage:app"], signed)),
        ("src/index.js", index),
        ("src/sdk.js", SDK),
        ("static/index.html", "<!doctype html>\n"),
    ])
}

/// Two tenants with an issue of the same key, a stranger, and somebody on the web.
pub(crate) const SCENARIO: &str = "\
reuse: cloud-like
steps:
  - name: one tenant reads
    as: user@cedar
    invoke: { function: resolver, key: read, payload: { issueKey: TEAM-1 } }
    expect: { succeeds: true }
  - name: and the other
    as: user@maple
    invoke: { function: resolver, key: read, payload: { issueKey: TEAM-1 } }
    expect: { succeeds: true }
  - name: anybody calls
    as: nobody@cedar
    web: { trigger: purge, method: POST, body: {} }
";
