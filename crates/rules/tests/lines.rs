//! What rules make of a line, in an app that is otherwise sound.

mod common;
mod examined;

use assay_evidence::{Bearing, Confidence};
use assay_rules::{Examination, Settings};
use examined::{DESCRIPTOR, examine_files, findings};

const PANEL: &str = "\
app:
  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60
modules:
  jira:issuePanel:
    - key: panel
      title: Notes
      resource: main
      resolver:
        function: resolver
  function:
    - key: resolver
      handler: index.handler
resources:
  - key: main
    path: static/main
";

/// Whether the one line of a resolver that logs something fails: none where nothing is told of it.
fn log_fails(line: &str) -> Option<bool> {
    line_fails("sensitive-data-logged", line)
}

/// Whether a resolver with this line fails a rule: none where nothing is told of it.
fn line_fails(rule: &str, line: &str) -> Option<bool> {
    line_fails_in(PANEL, rule, line)
}

/// The same, in an app with another manifest.
fn line_fails_in(manifest: &str, rule: &str, line: &str) -> Option<bool> {
    let code = format!(
        "import Resolver from '@forge/resolver';
import api, {{ route }} from '@forge/api';
import kvs from '@forge/kvs';
const resolver = new Resolver();
resolver.define('note', async ({{ payload, context }}) => {{
  const answer = await (await api.asUser().requestJira(route`/rest/api/3/search?jql=x`)).json();
  {line}
}});
export const handler = resolver.getDefinitions();
"
    );
    let examined =
        examine_files(&[("manifest.yml", manifest), ("src/index.js", &code)], &Settings::default());
    let (_, examination) = examined.iter().find(|(id, _)| *id == rule).expect("it is a rule");
    let [evidence] = examination.evidence.as_slice() else { return None };
    Some(matches!(evidence.bearing, Bearing::Contradicts { .. }))
}

#[test]
fn an_object_that_is_put_into_a_text_as_it_is_shows_nothing() {
    assert_eq!(log_fails("console.log(payload);"), Some(true));
    assert_eq!(log_fails("console.log(`asked for ${JSON.stringify(payload)}`);"), Some(true));
    assert_eq!(log_fails("console.log(`asked for ${payload}`);"), Some(false));
    assert_eq!(log_fails("console.log(`asked for ${payload.description}`);"), Some(true));
    assert_eq!(log_fails("answer.issues.forEach((issue) => console.log(issue));"), Some(true));
    assert_eq!(log_fails("answer.issues.forEach((issue) => console.log(`one: ${issue}`));"), Some(false));
    assert_eq!(log_fails("console.log(`done: ${answer.issues.length}`);"), None);
}

#[test]
fn a_field_of_an_issue_that_a_variable_names_may_be_a_date() {
    let log = |field: &str| format!("console.log('it is', answer.issues[0].fields{field});");
    assert_eq!(log_fails(&log(".summary")), Some(true));
    assert_eq!(log_fails(&log("[process.env.DATE_FIELD]")), Some(false));
    assert_eq!(log_fails(&log(".customfield_10072")), Some(false));
}

#[test]
fn what_a_product_answers_to_a_change_is_for_review() {
    let log = |method: &str, path: &str| {
        let settings = format!("{{ method: '{method}', body: JSON.stringify(payload.changes) }}");
        let asked = format!("await api.asUser().requestJira(route`{path}`, {settings})");
        log_fails(&format!("console.log(await ({asked}).json());"))
    };
    assert_eq!(log("POST", "/rest/api/3/bulk/issues/move"), Some(false));
    assert_eq!(log("POST", "/rest/api/3/search/jql"), Some(true));
    assert_eq!(log("GET", "/rest/api/3/issue/N-1"), Some(true));
    assert_eq!(log("GET", "/rest/api/3/mypermissions?permissions=BROWSE_PROJECTS"), Some(false));
    assert_eq!(log("GET", "/rest/api/3/serverInfo"), Some(false));
}

#[test]
fn what_a_request_that_failed_answers_is_for_review_however_it_is_logged() {
    const ASKED: &str =
        "let response = await api.asUser().requestJira(route`/rest/api/3/issue/${payload.key}`);";
    const AGAIN: &str =
        "if (!response.ok) { response = await api.asUser().requestJira(route`/rest/api/3/issue/N-1`); }";
    const LOGGED: &str =
        "const text = await response.text(); console.log(`issue: ${response.status} ${text}`);";
    let log = |lines: &str| log_fails(&format!("{ASKED}\n{lines}"));
    assert_eq!(log(&format!("if (!response.ok) {{ {LOGGED} }}")), Some(false));
    assert_eq!(log(&format!("if (response.ok) {{ return 1; }} {LOGGED}")), Some(false));
    assert_eq!(
        log(&format!("if (response.status >= 400) {{ try {{ {LOGGED} }} catch {{ }} }}")),
        Some(false)
    );
    assert_eq!(log(&format!("{AGAIN} if (response.status !== 200) {{ {LOGGED} }}")), Some(false));
    assert_eq!(log(&format!("if (response.ok) {{ {LOGGED} }}")), Some(true));
    assert_eq!(
        log("if (!response.ok) { throw new Error(); } console.warn(await response.json());"),
        Some(true)
    );
    assert_eq!(log("console.warn(await response.json());"), Some(false));
    assert_eq!(log("console.warn((await response.json()).fields.summary);"), Some(true));
}

#[test]
fn what_is_logged_where_a_setting_for_developers_is_on_is_for_review() {
    let log = |test: &str, what: &str| log_fails(&format!("if ({test}) {{ console.debug({what}); }}"));
    assert_eq!(log("process.env.DEBUG", "answer"), Some(false));
    assert_eq!(log("process.env.LOG_LEVEL === 'debug'", "answer"), Some(false));
    assert_eq!(log("process.env.REGION", "answer"), Some(true));
    assert_eq!(log("process.env.DEBUG", "await kvs.getSecret('token')"), Some(true));
    assert_eq!(log("process.env.NODE_ENV !== 'production'", "await kvs.getSecret('token')"), Some(false));
    assert_eq!(log("process.env.NODE_ENV === 'production'", "answer"), Some(true));
}

#[test]
fn an_id_that_lies_among_secrets_is_for_review() {
    let hand_out = |key: &str| line_fails("secret-to-front-end", &format!("return kvs.getSecret('{key}');"));
    assert_eq!(hand_out("service:client-id"), Some(false));
    assert_eq!(hand_out("service:connectionId"), Some(false));
    assert_eq!(hand_out("service:client-secret"), Some(true));
}

#[test]
fn a_choice_among_hosts_that_the_manifest_names_is_for_review() {
    let chosen = |hosts: &str| {
        let egress = format!("permissions:\n  external:\n    fetch:\n      backend: [{hosts}]\n");
        line_fails_in(
            &(PANEL.to_owned() + &egress),
            "request-forgery",
            "await api.fetch(`https://${payload.host}/`);",
        )
    };
    assert_eq!(chosen("eu.example.com, us.example.com"), Some(false));
    assert_eq!(chosen("eu.example.com, '*.example.net'"), Some(true));
    assert_eq!(chosen("eu.example.com, '${SITE}'"), Some(true));
}

#[test]
fn the_size_of_a_map_says_nothing_of_what_it_holds() {
    let kept = "const kept = new Map(); for (const issue of answer.issues) kept.set(issue.id, issue);";
    assert_eq!(log_fails(&format!("{kept} console.log(`kept ${{kept.size}}`);")), None);
    assert_eq!(log_fails(&format!("{kept} console.log(kept.get('1').fields.summary);")), Some(true));
    let kept = "const kept = new Set(answer.issues.map((issue) => issue.fields.summary));";
    assert_eq!(log_fails(&format!("{kept} console.log(`kept ${{kept.size}}`);")), None);
}

#[test]
fn what_a_schema_says_is_wrong_does_not_say_what_was_sent() {
    let checked =
        "const { z } = require('zod'); const result = z.object({ text: z.string() }).safeParse(payload);";
    assert_eq!(log_fails(&format!("{checked} console.log(result.error);")), None);
    assert_eq!(
        log_fails(&format!("{checked} console.log(result.error.issues.map((one) => one.message));")),
        None
    );
}

#[test]
fn every_handler_of_a_table_is_an_entry() {
    let names: Vec<String> = (0..40).map(|number| format!("read{number}")).collect();
    let table: String = names
        .iter()
        .map(|name| format!("{name}: async ({{ payload }}) => (await api.asApp().requestJira(route`/rest/api/3/issue/${{payload.{name}}}`)).json(),\n"))
        .collect();
    for register in [
        "Object.entries(actions).forEach(([name, run]) => resolver.define(name, run));",
        "for (const [name, run] of Object.entries(actions)) { resolver.define(name, run); }",
        "for (const name in actions) { resolver.define(name, actions[name]); }",
    ] {
        let code = format!(
            "import Resolver from '@forge/resolver';\nimport api, {{ route }} from '@forge/api';\nconst resolver = new Resolver();\nconst actions = {{\n{table}}};\n{register}\nexport const handler = resolver.getDefinitions();\n"
        );
        let examined =
            examine_files(&[("manifest.yml", PANEL), ("src/index.js", &code)], &Settings::default());
        assert_eq!(findings(&examined, "as-app-read-unchecked"), names.len(), "{register}");
    }
}

#[test]
fn the_first_runtime_gave_its_interface_to_all() {
    let remove = |how: &str| {
        line_fails(
            "as-app-write-unchecked",
            &format!("await {how}(`/rest/api/3/issue/${{payload.key}}`, {{ method: 'DELETE' }});"),
        )
    };
    assert_eq!(remove("global.api.asApp().requestJira"), Some(true));
    assert_eq!(remove("api.asApp().__requestAtlassian"), Some(true));
    assert_eq!(remove("api.asUser().__requestAtlassian"), None);
}

#[test]
fn a_scheme_without_a_credential_is_none() {
    let send = |credential: &str| {
        line_fails(
            "literal-secret",
            &format!(
                "await api.fetch('https://notes.example.com/', {{ headers: {{ Authorization: {credential} }} }});"
            ),
        )
    };
    assert_eq!(send("'Bearer '"), None);
    assert_eq!(send("'Bearer f3b1c07a52e94d'"), Some(true));
}

/// Whether a scope that is asked for in this server fails; none where nothing is said of it.
fn scope_fails(redeems: &str) -> Option<bool> {
    let server = format!(
        "const app = require('express')();
app.get('/connect', (req, res) => res.redirect(`https://auth.atlassian.com/authorize?client_id=${{process.env.ID}}\
&scope=read%3Ajira-work%20offline_access&state=${{require('node:crypto').randomUUID()}}&response_type=code`));
app.get('/issues/:key', async (req, res) => {{
  const asked = `https://api.atlassian.com/ex/jira/${{process.env.CLOUD}}/rest/api/3/issue/${{encodeURIComponent(req.params.key)}}`;
  const answer = await fetch(asked, {{ headers: {{ Authorization: `Bearer ${{process.env.TOKEN}}` }} }});
  res.json((await answer.json()).key);
}});
{redeems}
app.listen(3000);
"
    );
    let files = [
        (
            "package.json",
            r#"{ "name": "notes", "main": "server.js", "dependencies": { "express": "^5.1.0" } }"#,
        ),
        ("server.js", server.as_str()),
    ];
    let examined = examine_files(&files, &Settings::default());
    let evidence = examined.iter().filter(|(id, _)| *id == "scope-unused").flat_map(|(_, it)| &it.evidence);
    let mut of_refreshing = evidence.filter(|it| it.statement.contains("offline_access"));
    of_refreshing.next().map(|evidence| evidence.confidence > Confidence::Low)
}

#[test]
fn what_is_done_with_a_token_that_others_fetch_is_for_review() {
    assert_eq!(scope_fails(""), Some(false));
    let redeemed = "app.get('/back', async (req, res) => {
  await fetch('https://auth.atlassian.com/oauth/token', { method: 'POST', body: JSON.stringify({ grant_type: 'authorization_code', code: req.query.code }) });
  res.end();
});";
    assert_eq!(scope_fails(redeemed), Some(true));
}

/// Routes that a server reads from files and runs: what they do was not seen.
#[test]
fn files_that_are_run_as_text_leave_no_look_whole() {
    let server = |routes: &str| {
        format!(
            "const fs = require('fs');\nconst express = require('express');\nconst app = express();\n\
             const addon = require('atlassian-connect-express')(app);\n\
             app.get('/notes', addon.authenticate(), async (req, res) => \
             res.json(await addon.httpClient(req).get('/rest/api/3/myself')));\n{routes}\napp.listen(3000);\n"
        )
    };
    let package = "{\"name\": \"notes\", \"dependencies\": {\"express\": \"5.1.0\", \"atlassian-connect-express\": \"11.0.0\"}}";
    let descriptor = DESCRIPTOR.replace("\"READ\"", "\"READ\", \"WRITE\"");
    let examined = |routes: &str| {
        let code = server(routes);
        examine_files(
            &[("atlassian-connect.json", &descriptor), ("package.json", package), ("server.js", &code)],
            &Settings::default(),
        )
    };
    let fails = |examined: &[(&str, Examination)], rule: &str| {
        let of_rule = examined.iter().filter(|(id, _)| *id == rule);
        let evidence = of_rule.flat_map(|(_, examination)| &examination.evidence);
        evidence.filter(|it| matches!(it.bearing, Bearing::Contradicts { .. })).count()
    };
    let is_whole = |examined: &[(&str, Examination)], rule: &str| {
        let mut of_rule = examined.iter().filter(|(id, _)| *id == rule);
        of_rule.all(|(_, examination)| examination.sweeps.iter().all(|sweep| sweep.is_whole()))
    };
    let seen = examined("");
    assert_eq!(fails(&seen, "scope-wider-than-needed"), 1);
    assert!(is_whole(&seen, "server-route-open"));
    let unseen = examined(
        "for (const name of fs.readdirSync('routes')) eval(fs.readFileSync(`routes/${name}`, 'utf8'));",
    );
    assert_eq!(fails(&unseen, "scope-wider-than-needed"), 0);
    assert!(!is_whole(&unseen, "server-route-open"));
}

#[test]
fn what_is_spread_keeps_the_names_of_its_fields() {
    let log = |what: &str| log_fails(&format!("const all = {{ ...payload, at: 1 }}; console.log({what});"));
    assert_eq!(log("all.email"), Some(true));
    assert_eq!(log("all.limit"), None);
    let rest = |what: &str| log_fails(&format!("const {{ at, ...rest }} = payload; console.log({what});"));
    assert_eq!(rest("rest.email"), Some(true));
    assert_eq!(rest("rest.limit"), None);
}

/// The secret was taken out of what an installation brings: what is left looks like the whole to whoever follows values.
#[test]
fn an_installation_without_its_secret_is_for_review() {
    let logs = |line: &str| {
        let code = format!(
            "const express = require('express');\nconst app = express();\napp.use(express.json());\n\
             app.post('/installed', (req, res) => {{\n{line}\nres.status(204).end();\n}});\napp.listen(3000);\n"
        );
        let package = "{\"name\": \"notes\", \"dependencies\": {\"express\": \"5.1.0\"}}";
        let examined = examine_files(
            &[("atlassian-connect.json", DESCRIPTOR), ("package.json", package), ("server.js", &code)],
            &Settings::default(),
        );
        let (_, examination) =
            examined.iter().find(|(id, _)| *id == "sensitive-data-logged").expect("it is a rule");
        let [evidence] = examination.evidence.as_slice() else { return None };
        Some(matches!(evidence.bearing, Bearing::Contradicts { .. }))
    };
    assert_eq!(logs("console.log(req.body);"), Some(true));
    assert_eq!(logs("const { sharedSecret, ...rest } = req.body; console.log(rest);"), Some(false));
}

/// A read of the page's own issue, of fields that the app's owner has set.
#[test]
fn fields_out_of_the_settings_choose_nothing_for_a_caller() {
    let read = |fields: &str| {
        line_fails(
            "as-app-read-unchecked",
            &format!(
                "const fields = {fields}; const key = context.extension.issue.key; \
                 return (await api.asApp().requestJira(route`/rest/api/3/issue/${{key}}?fields=${{fields}}`)).json();"
            ),
        )
    };
    assert_eq!(read("'summary'"), Some(false));
    assert_eq!(read("['summary', process.env.SITE_FIELD].join(',')"), Some(false));
    assert_eq!(read("['summary', payload.field].join(',')"), Some(true));
}

/// The console of a page is the user's own; what goes to an error tracker leaves the browser.
#[test]
fn what_is_written_in_the_console_of_a_page_is_for_review() {
    let told = |log: &str| {
        let page = format!(
            "import {{ invoke }} from '@forge/bridge';
import * as Sentry from '@sentry/browser';
export async function people() {{
  for (const one of await invoke('people')) {log};
}}
people();
"
        );
        let files = [
            ("manifest.yml", PANEL),
            (
                "src/index.js",
                "import Resolver from '@forge/resolver';\nexport const handler = new Resolver().getDefinitions();\n",
            ),
            ("static/main/index.html", "<!doctype html><script type=module src=index.js></script>"),
            ("static/main/index.js", page.as_str()),
        ];
        let examined = examine_files(&files, &Settings::default());
        let of_rule = examined.iter().find(|(id, _)| *id == "sensitive-data-logged");
        let evidence = of_rule.and_then(|(_, examination)| examination.evidence.first());
        evidence.map(|evidence| matches!(evidence.bearing, Bearing::Contradicts { .. }))
    };
    assert_eq!(told("console.log(`for ${one.summary}`)"), Some(false));
    assert_eq!(told("console.log(`for ${one.displayName}`)"), Some(true));
    assert_eq!(told("Sentry.captureMessage(`for ${one.summary}`)"), Some(true));
}

#[test]
fn what_is_added_to_a_list_of_all_is_for_review() {
    let kept = |line: &str| line_fails("stored-data-unchecked", line);
    assert_eq!(kept("await kvs.set('questions', payload.questions);"), Some(true));
    assert_eq!(
        kept("const tags = (await kvs.get('tags')) ?? []; await kvs.set('tags', [...tags, payload.tag]);"),
        Some(false)
    );
    assert_eq!(
        kept("const all = (await kvs.get('tags')) ?? []; all.push(payload.tag); await kvs.set('tags', all);"),
        Some(false)
    );
}

#[test]
fn a_header_by_a_name_that_is_not_known_is_for_review() {
    let told = |logged: &str| {
        let server = format!(
            "const express = require('express');
const app = express();
app.post('/installed', (req, res) => {{
  for (const name of ['user-agent', 'via']) {{
    console.log({logged});
  }}
  res.end();
}});
app.listen(3000);
"
        );
        let package = r#"{ "name": "notes", "main": "server.js", "dependencies": { "express": "5.1.0" } }"#;
        let files =
            [("atlassian-connect.json", DESCRIPTOR), ("package.json", package), ("server.js", &server)];
        let examined = examine_files(&files, &Settings::default());
        let (_, examination) =
            examined.iter().find(|(id, _)| *id == "sensitive-data-logged").expect("it is a rule");
        let bearing = examination.evidence.first().map(|evidence| evidence.bearing.clone());
        bearing.map(|bearing| matches!(bearing, Bearing::Contradicts { .. }))
    };
    assert_eq!(told("req.headers"), Some(true));
    assert_eq!(told("req.headers.authorization"), Some(true));
    assert_eq!(told("req.headers[req.query.name]"), Some(false));
    assert_ne!(told("req.headers[name]"), Some(true));
    assert_eq!(told("req.headers.via"), None);
}

#[test]
fn the_ends_of_a_secret_are_not_the_secret() {
    let answer = |what: &str| {
        line_fails(
            "secret-to-front-end",
            &format!("const it = await kvs.get('settings'); return {{ shown: {what} }};"),
        )
    };
    assert_eq!(answer("it.apiKey"), Some(true));
    assert_eq!(answer("`${it.apiKey.substring(0, 4)}…${it.apiKey.substring(it.apiKey.length - 4)}`"), None);
    assert_eq!(answer("it.apiKey.substring(1)"), Some(true));
}
