use assay_app::{App, AppType, Found, Options, find};
use assay_catalogue::{FactId, Truth};
use assay_source::Tree;
use insta::assert_snapshot;

use crate::told;

const FORGE: &str = "app:\n  id: ari:cloud:ecosystem::app/x\n  runtime: {name: nodejs22.x}\nmodules:\n  macro:\n    - key: m\n      resource: \
                     main\n      resolver: {function: run}\n  function:\n    - {key: run, handler: index.run}\n";
const REMOTE: &str = "app: {id: ari:cloud:ecosystem::app/y}\nmodules: {}\nremotes:\n  - {key: r, baseUrl: https://r.example.com}\n";
const CONNECT: &str = r#"{"key": "k", "name": "Cellar", "baseUrl": "https://x.example", "authentication": {"type": "jwt"}, "modules": {}}"#;
const POWER_UP: &str = "<script src=\"https://p.trellocdn.com/power-up.min.js\"></script>";
const AUTHORIZE: &str = "const url = `https://auth.atlassian.com/authorize?state=${state}`;\n";

fn found(files: &[(&str, &str)]) -> Found {
    found_with(files, &Options::default())
}

fn found_with(files: &[(&str, &str)], options: &Options) -> Found {
    find(&Tree::from_files(files.iter().copied()).expect("the names are paths").into(), options)
}

/// Each app in one line: root, and types with the place that decided each.
fn outline(found: &Found) -> Vec<String> {
    let types = |app: &App| -> String {
        let types = app.types.iter().map(|it| match it.truth {
            Truth::Yes => it.app_type.name().to_owned(),
            _ => format!("{}?", it.app_type.name()),
        });
        types.collect::<Vec<_>>().join("+")
    };
    found.apps.iter().map(|app| format!("{} {}", app.root, types(app))).collect()
}

fn reasons(found: &Found) -> String {
    let types = found.apps.iter().flat_map(|app| &app.types);
    types.map(|it| format!("{}: {} @ {}", it.app_type, it.because, it.place)).collect::<Vec<_>>().join("\n")
}

fn truth(app: &App, fact: &str) -> Truth {
    app.facts.truth(&FactId::from(fact))
}

#[test]
fn every_type_is_recognised_with_its_reason() {
    let found = found(&[
        ("a/manifest.yml", FORGE),
        ("b/manifest.yml", REMOTE),
        ("c/public/atlassian-connect.json", CONNECT),
        ("c/package.json", "{}"),
        ("d/index.html", POWER_UP),
        ("e/package.json", "{}"),
        ("e/src/login.ts", AUTHORIZE),
        ("f/pom.xml", "<artifactId>atlassian-connect-spring-boot-starter</artifactId>"),
    ]);
    assert_eq!(
        outline(&found),
        ["a forge", "b forge-remote", "c connect", "d trello", "e oauth", "f connect"]
    );
    assert_snapshot!(reasons(&found), @"
    Forge app: the manifest declares no remote, endpoint, auth provider or address outside Atlassian @ a/manifest.yml:1:1
    Forge app with egress: the manifest has the remote `r` @ b/manifest.yml:4:5
    Connect app: `c/public/atlassian-connect.json` is a Connect descriptor @ c/public/atlassian-connect.json:1:1
    Trello Power-Up: `d/index.html` loads Trello's Power-Up library @ d/index.html:1:1
    OAuth 2.0 (3LO) app: `e/src/login.ts` sends users to Atlassian's OAuth 2.0 (3LO) page @ e/src/login.ts:1:1
    Connect app: `f/pom.xml` names the Connect framework `atlassian-connect-spring-boot` @ f/pom.xml:1:1
    ");
    assert!(found.diagnostics.is_empty());
}

#[test]
fn one_folder_may_be_several_apps_types() {
    let mixed = format!("{REMOTE}connectModules:\n  jira:webPanels:\n    - {{key: p, url: /p}}\n");
    let found = found(&[("manifest.yml", &mixed), ("src/login.js", AUTHORIZE)]);
    assert_eq!(outline(&found), [". forge-remote+connect+oauth"]);
    assert_eq!(truth(&found.apps[0], "connect-modules"), Truth::Yes);
    assert_eq!(truth(&found.apps[0], "type.forge"), Truth::Yes);
    assert_eq!(truth(&found.apps[0], "type.trello"), Truth::No);
}

#[test]
fn egress_of_fixed_assets_alone_is_marked() {
    let assets = format!(
        "{FORGE}permissions:\n  external:\n    images: ['https://img.example.com']\n    fetch:\n      backend: ['*.atlassian.com']\n"
    );
    let app = &found(&[("manifest.yml", &assets)]).apps[0];
    assert!(app.types[0].app_type == AppType::ForgeRemote && app.types[0].static_egress_only);
    assert_eq!(truth(app, "egress.static-only"), Truth::Yes);
    assert_snapshot!(app.types[0].because, @"`permissions.external.images` allows `https://img.example.com`, which is not Atlassian's; only fixed assets come from outside");
}

#[test]
fn a_manifest_that_breaks_off_leaves_both_tables_possible() {
    let app = &found(&[("manifest.yml", &format!("{FORGE}permissions:\n  external: [oops\n"))]).apps[0];
    let kinds: Vec<(AppType, Truth)> = app.types.iter().map(|it| (it.app_type, it.truth)).collect();
    assert_eq!(kinds, [(AppType::Forge, Truth::Unknown), (AppType::ForgeRemote, Truth::Unknown)]);
    for (fact, expected) in [
        ("type.forge", Truth::Yes),
        ("type.forge-only", Truth::Unknown),
        ("egress", Truth::Unknown),
        ("remotes", Truth::Unknown),
        ("custom-ui", Truth::Yes),
        ("type.connect", Truth::No),
    ] {
        assert_eq!(truth(app, fact), expected, "{fact}");
    }
    assert_eq!(app.diagnostics[0].code.0, "yaml-syntax");
}

#[test]
fn a_way_out_that_was_read_counts_although_the_rest_is_broken() {
    let app = &found(&[("manifest.yml", &format!("{REMOTE}permissions: [oops\n"))]).apps[0];
    assert_eq!((app.types[0].app_type, app.types[0].truth), (AppType::ForgeRemote, Truth::Yes));
}

#[test]
fn egress_through_a_variable_is_unknown() {
    let variable = format!("{FORGE}permissions:\n  external:\n    fetch:\n      backend: ['${{HOST}}']\n");
    let found = found(&[("manifest.yml", &variable)]);
    assert_eq!(outline(&found), [". forge?+forge-remote?"]);
    assert_snapshot!(found.apps[0].types[0].because, @"`permissions.external.fetch.backend` allows `${HOST}`, which depends on a variable");
}

#[test]
fn other_files_of_the_same_name_are_no_apps() {
    let found = found(&[
        ("k8s/manifest.yml", "apiVersion: v1\nkind: Pod\nmodules:\n  macro: []\n"),
        ("pwa/manifest.yml", "name: x\nicons: []\n"),
        ("addon/manifest.yaml", "app: {name: x}\nversion: 2\n"),
        (
            "callback/installed.json",
            r#"{"key": "k", "clientKey": "c", "baseUrl": "https://x", "lifecycle": {}}"#,
        ),
        ("docs/oauth.md", "https://auth.atlassian.com/authorize"),
        ("src/notes.js", "// see https://auth.atlassian.com/authorize\n"),
        ("src/login.test.js", AUTHORIZE),
        ("dist/index.html", POWER_UP),
    ]);
    assert_eq!(outline(&found), [""; 0]);
    assert_snapshot!(told(&found.diagnostics), @"
    Error no-app: no Atlassian app was found in this folder
      . 
      help: name the folder that holds the app's `manifest.yml` or `atlassian-connect.json`, or set the app's type in `assay.toml`
    ");
}

#[test]
fn forge_packages_without_a_manifest_are_told() {
    let found =
        found(&[("package.json", r#"{"dependencies": {"@forge/api": "^8.0.0"}}"#), ("manifest.dhall", "")]);
    assert_eq!(outline(&found), [""; 0]);
    assert_snapshot!(told(&found.diagnostics), @"
    Error no-app: no Forge manifest was found, though the app asks for Forge packages
      package.json:1:1 a Forge package
      help: generate `manifest.yml` and keep it where assay can read it, or leave it out of the ignored files
    ");
}

#[test]
fn broken_text_that_looks_like_forge_is_an_app() {
    let found = found(&[("manifest.yml", "app:\n\tid: ari:cloud:ecosystem::app/x\nmodules:\n")]);
    assert_eq!(outline(&found), [". forge?+forge-remote?"]);
}

#[test]
fn apps_in_one_repository_do_not_share_files() {
    let found = found(&[
        ("package.json", r#"{"name": "outer"}"#),
        ("manifest.yml", FORGE),
        ("src/index.js", ""),
        ("apps/inner/manifest.yml", REMOTE),
        ("apps/inner/src/index.js", ""),
    ]);
    let [outer, inner] = found.apps.as_slice() else { panic!("two apps") };
    let files = |app: &App| -> Vec<String> { app.files().map(|file| file.path.to_string()).collect() };
    assert_eq!(files(outer), ["manifest.yml", "package.json", "src/index.js"]);
    assert_eq!(files(inner), ["apps/inner/manifest.yml", "apps/inner/src/index.js"]);
    assert_eq!((outer.name.as_deref(), inner.name.as_deref()), (Some("outer"), Some("inner")));
}

#[test]
fn a_project_beside_an_app_that_its_resources_come_from_is_its_own() {
    let manifest = format!(
        "{FORGE}resources:\n  - {{key: main, path: ../ui/build}}\n  - {{key: far, path: ../../../far}}\n"
    );
    let found = found(&[
        ("packages/forge/manifest.yml", &manifest),
        ("packages/ui/package.json", "{}"),
        ("packages/ui/src/app.js", ""),
        ("packages/other/package.json", "{}"),
    ]);
    let app = &found.apps[0];
    let files: Vec<String> = app.files().map(|file| file.path.to_string()).collect();
    assert_eq!(files, ["packages/forge/manifest.yml", "packages/ui/package.json", "packages/ui/src/app.js"]);
    assert_eq!(app.project.packages.len(), 1);
    assert_snapshot!(told(&app.diagnostics), @"
    Warning resource-outside: the resource `../../../far` lies outside of the folder that was named; it is not looked at
      packages/forge/manifest.yml:13:22 
      help: name a folder further up, so that all of the app's code lies below it
    ");
}

#[test]
fn a_server_beside_or_around_the_only_app_is_its_own() {
    let express = r#"{"dependencies": {"express": "^5.1.0"}}"#;
    let files = |all: &[(&str, &str)]| -> Vec<String> {
        found(all).apps[0].files().map(|file| file.path.to_string()).collect()
    };
    let app = ("forge/manifest.yml", REMOTE);
    assert_eq!(
        files(&[app, ("server/package.json", express), ("tools/package.json", "{}")]),
        ["forge/manifest.yml", "server/package.json"]
    );
    let around = [app, ("requirements.txt", "fastapi"), ("service/main.py", "")];
    assert_eq!(files(&around), ["forge/manifest.yml", "requirements.txt", "service/main.py"]);
    // One that calls nobody has no server; of several nobody knows whose it is.
    assert_eq!(files(&[("forge/manifest.yml", FORGE), around[1], around[2]]), ["forge/manifest.yml"]);
    assert_eq!(files(&[app, ("other/manifest.yml", REMOTE), around[1], around[2]]), ["forge/manifest.yml"]);
}

#[test]
fn what_is_around_the_server_half_of_a_connect_app_is_its_own() {
    const DESCRIPTOR: &str =
        r#"{"key": "notes", "baseUrl": "https://notes.example.com", "authentication": {"type": "jwt"}}"#;
    let roots = |folder: &str| {
        let [descriptor, package] =
            ["atlassian-connect.json", "package.json"].map(|name| format!("{folder}/{name}"));
        let all = [
            (descriptor.as_str(), DESCRIPTOR),
            (&package, "{}"),
            ("package.json", "{}"),
            ("src/page.js", ""),
        ];
        found(&all).apps[0].files().count()
    };
    assert_eq!(roots("functions"), 4);
    assert_eq!(roots("packages/notes"), 2);
}

#[test]
fn examples_are_left_out_where_there_is_a_real_app() {
    let files = [
        ("manifest.yml", FORGE),
        ("examples/one/manifest.yml", REMOTE),
        ("templates/two/manifest.yml", REMOTE),
    ];
    let all = found(&files);
    assert_eq!(outline(&all), [". forge"]);
    assert_snapshot!(told(&all.diagnostics), @"
    Note apps-for-show: 2 apps lie in folders for tests, examples or templates and were left out
      examples/one 
      templates/two 
      help: name its folder to have it examined: `examples/one`
    ");
    assert_eq!(outline(&found(&files[1..])), ["examples/one forge-remote", "templates/two forge-remote"]);
}

#[test]
fn a_manifest_that_is_generated_is_read_from_its_template() {
    let found = found(&[
        ("manifest.template.yml", FORGE),
        ("other/manifest.yml", FORGE),
        ("other/manifest.prod.yml", REMOTE),
    ]);
    assert_eq!(outline(&found), [". forge", "other forge"]);
    assert_snapshot!(told(&found.apps[0].diagnostics), @"
    Note forge-manifest-variant: `manifest.template.yml` is read in place of a `manifest.yml`
      manifest.template.yml:1:1 
      help: run assay where `manifest.yml` was generated, to have what is deployed examined
    ");
}

#[test]
fn bundles_tell_only_where_nothing_else_does() {
    let bundle = format!("{}TrelloPowerUp.initialize({{}});", "x;".repeat(2_000));
    assert_eq!(outline(&found(&[("js/app.js", &bundle)])), [". trello"]);
    assert_eq!(outline(&found(&[("js/app.js", &bundle), ("manifest.yml", FORGE)])), [". forge"]);
}

#[test]
fn types_set_by_hand_replace_what_was_recognised() {
    let options = Options { types: Some(vec![AppType::OAuth, AppType::Connect]) };
    let found = found_with(&[("manifest.yml", FORGE)], &options);
    assert_eq!(outline(&found), [". connect+oauth"]);
    assert_eq!(outline(&found_with(&[("main.rs", "")], &options)), [". connect+oauth"]);
    assert_eq!(AppType::named("3lo"), Some(AppType::OAuth));
}

#[test]
fn project_files_are_sorted_out() {
    let found = found(&[
        ("manifest.yml", FORGE),
        ("package.json", r#"{"name": "n", "engines": {"node": ">=22"}, "dependencies": {"a": "1"}}"#),
        ("static/ui/package.json", "{}"),
        ("static/ui/yarn.lock", ""),
        (".nvmrc", "22"),
        ("Dockerfile", "FROM node:22"),
        (".github/workflows/ci.yml", "on: push"),
        ("SECURITY.md", ""),
        ("public/.well-known/security.txt", ""),
        ("assay.toml", ""),
    ]);
    let project = &found.apps[0].project;
    assert_eq!(project.packages[0].path().as_str(), "package.json");
    assert_eq!(project.packages[0].node_engine.as_ref().unwrap().as_str(), ">=22");
    assert!(project.packages[0].wants("a").is_some());
    let lists = [
        &project.lock_files,
        &project.node_version_files,
        &project.docker_files,
        &project.ci_files,
        &project.security_policies,
        &project.security_txt,
        &project.assay_configs,
    ];
    assert_eq!(lists.map(Vec::len), [1; 7]);
}

#[test]
fn facts_name_what_decided_them() {
    let app = &found(&[("manifest.yml", include_str!("seeds/remote.yml"))]).apps[0];
    let facts: Vec<String> =
        app.facts.iter().map(|(name, fact)| format!("{name} {:?}: {}", fact.truth, fact.because)).collect();
    assert_snapshot!(facts.join("\n"), @"
    admin-modules Yes: the module `cellar-admin` (jira:adminPage) is for administrators
    backend-functions Yes: the manifest has the function `resolver`
    connect-descriptor No: the app has no Connect descriptor
    connect-modules Unknown: the app's descriptor was not found among its files
    custom-ui Yes: the module `cellar-admin` (jira:adminPage) shows a page of the app's own
    egress Yes: the manifest has the remote `cellar`
    egress.configurable Yes: `permissions.external.configurable` lets customers add addresses
    egress.static-only No: the manifest has the remote `cellar`
    endpoints Yes: the manifest has the endpoint `cellar-endpoint`
    event-triggers Yes: the manifest has the trigger `on-issue`
    forge-sql Yes: the manifest has the database `main-db`
    forge-storage No: the manifest does not ask for the scope `storage:app`
    impersonation Yes: with the scope `read:jira-work` the app may act for a user who is away
    providers Yes: the manifest has the auth provider `vineyard`
    remotes Yes: the manifest has the remote `cellar`
    remotes.store Yes: the remote `cellar` stores data
    rovo.actions No: the manifest has no action
    rovo.agents No: the manifest has no Rovo agent
    scheduled-triggers Yes: the manifest has the scheduled trigger `nightly`
    type.connect Yes: the Forge manifest has a block `app.connect`
    type.forge Yes: the app has a Forge manifest
    type.forge-only No: the app is a Forge app with egress and a Connect app
    type.forge-remote Yes: the manifest has the remote `cellar`
    type.oauth No: the app is a Forge app with egress and a Connect app
    type.trello No: the app is a Forge app with egress and a Connect app
    ui-kit Yes: the module `cellar-panel` (jira:issuePanel) is drawn by UI Kit
    user-entry Yes: people reach the module `cellar-panel` (jira:issuePanel)
    web-triggers Yes: the manifest has the web trigger `hook`
    web-triggers.dynamic Yes: the web trigger `open-hook` answers what its code says
    web-triggers.static Yes: the web trigger `hook` has fixed answers
    ");
}

#[test]
fn settings_and_their_templates_give_an_app_away() {
    let found = found(&[
        ("a/pom.xml", "<project/>"),
        (
            "a/src/main/resources/application.properties",
            "# from the console\nspring.security.oauth2.client.provider.jira.authorization-uri=https://auth.atlassian.com/authorize?x=y\n",
        ),
        ("b/pom.xml", "<project/>"),
        (
            "b/src/main/resources/application.yml",
            "jira:\n  authorization-uri: https://auth.atlassian.com/authorize\n",
        ),
        ("c/go.mod", "module c\n"),
        ("c/config.env.example", "JIRA_AUTH_URL=https://auth.atlassian.com/authorize\n"),
        ("d/openapi.yaml", "authorizationUrl: https://auth.atlassian.com/authorize\n"),
        ("e/notes.env", "# AUTH_URL=https://auth.atlassian.com/authorize\n"),
    ]);
    assert_eq!(outline(&found), ["a oauth", "b oauth", "c oauth"]);
}

#[test]
fn calls_with_its_tokens_give_an_app_away_where_nothing_else_does() {
    const CALL: &str = "requests.get('https://api.atlassian.com/ex/jira/' + site, headers={'Authorization': f'Bearer {token}'})\n";
    const TOKENS: &str = "requests.post('https://auth.atlassian.com/oauth/token', json=form)\n";
    assert_eq!(outline(&found(&[("requirements.txt", ""), ("jira.py", CALL)])), [". oauth"]);
    assert_eq!(outline(&found(&[("requirements.txt", ""), ("jira.py", TOKENS)])), [". oauth"]);
    // A script of somebody's own, with an API token.
    let own = "requests.get('https://api.atlassian.com/ex/jira/1', auth=(user, token))\n";
    assert_eq!(outline(&found(&[("jira.py", own)])), [""; 0]);
    assert_eq!(outline(&found(&[("manifest.yml", FORGE), ("jira.py", CALL)])), [". forge"]);
}

#[test]
fn scripts_that_pages_share_belong_to_each_of_them() {
    let page =
        format!("{POWER_UP}<script src='../common/auth.js'></script><script src=\"../b/own.js\"></script>");
    let found = found(&[
        ("a/index.html", &page),
        ("b/index.html", &page),
        ("b/own.js", ""),
        ("common/auth.js", ""),
        ("elsewhere/other.js", ""),
    ]);
    let files: Vec<Vec<&str>> =
        found.apps.iter().map(|app| app.files().map(|file| file.path.as_str()).collect()).collect();
    assert_eq!(
        files,
        [vec!["a/index.html", "common/auth.js"], vec!["b/index.html", "b/own.js", "common/auth.js"],]
    );
}
