//! Two sites that share keys and differ in content, and an app that does what it is told.

use std::collections::BTreeMap;

use assay_app::operations::Operation;
use assay_sandbox::{
    Answer, Call, Caller, Cause, Deployment, EnvironmentId, Guards, Installation, Options, Package, Platform,
    ProductEvent, ProductReply, ProductRequest, Products, Site,
};
use serde_json::{Value, json};

/// The sites: the same issue key on both, with a word of its own in each.
pub(crate) const SITES: [(&str, &str); 2] = [("alpha", "heron"), ("beta", "osprey")];

/// Products that know one issue, who may edit it, and what they were asked.
#[derive(Default)]
pub(crate) struct Fake {
    pub(crate) asked: Vec<(String, Caller, ProductRequest)>,
    events: Vec<ProductEvent>,
    titles: BTreeMap<String, String>,
}

/// The same, where a test can look at it while the platform has it.
#[derive(Clone, Default)]
pub(crate) struct Shared(pub(crate) std::sync::Arc<std::sync::Mutex<Fake>>);

impl Products for Shared {
    fn sites(&self) -> Vec<Site> {
        let site = |key: &str| Site {
            key: key.to_owned(),
            cloud_id: format!("cloud-{key}"),
            host: format!("{key}.atlassian.example"),
            products: vec!["jira".to_owned(), "confluence".to_owned()],
            personal: vec![format!("ann.{key}@mail.example")],
            accounts: vec![format!("account-ann-{key}")],
        };
        SITES.map(|(key, _)| site(key)).to_vec()
    }

    fn refuses(&self, _: &str, account: &str, operation: &Operation, _: &[String]) -> Option<String> {
        (account.starts_with("stranger") && operation.method != "GET")
            .then(|| "strangers only read".to_owned())
    }

    fn answer(&mut self, site: &str, caller: &Caller, call: &ProductRequest) -> ProductReply {
        let mut fake = self.0.lock().unwrap();
        fake.asked.push((site.to_owned(), caller.clone(), call.clone()));
        if !call.path.starts_with("/rest/api/3/issue/A-1") {
            return ProductReply::unmodelled("anything but one issue");
        }
        if call.method == "PUT" {
            let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
            let title = body["fields"]["summary"].as_str().unwrap_or_default().to_owned();
            fake.titles.insert(site.to_owned(), title);
            fake.events.push(ProductEvent {
                site: site.to_owned(),
                product: "jira".to_owned(),
                name: "avi:jira:updated:issue".to_owned(),
                body: json!({ "issue": { "key": "A-1" } }),
                actor: caller.clone(),
            });
            return ProductReply::empty(204);
        }
        let own = SITES.iter().find(|(key, _)| *key == site).unwrap().1;
        let title = fake.titles.get(site).cloned().unwrap_or_else(|| own.to_owned());
        let mut reply = ProductReply::of(200, &json!({ "key": "A-1", "fields": { "summary": title } }));
        if call.path.contains("expand=") {
            reply.unmodelled.push("parameter expand".to_owned());
        }
        reply
    }

    fn take_events(&mut self) -> Vec<ProductEvent> {
        std::mem::take(&mut self.0.lock().unwrap().events)
    }
}

/// A platform in a directory of its own.
pub(crate) struct World {
    pub(crate) platform: Platform,
    pub(crate) products: Shared,
    directory: tempfile::TempDir,
}

pub(crate) const APP: &str = "ari:cloud:ecosystem::app/7f3c";

/// A manifest with a resolver and these lines below `permissions` (indented by four spaces), and more at the end.
pub(crate) fn manifest(permissions: &str, more: &str) -> String {
    format!(
        "app:\n  id: {APP}\nmodules:\n  jira:issuePanel:\n    - key: panel\n      resolver:\n        function: main\n  function:\n    - key: main\n      handler: index.run\n    - key: hear\n      handler: index.hear\n    - key: wake\n      handler: index.wake\n    - key: work\n      handler: index.work\n    - key: web\n      handler: index.web\n{more}permissions:\n{permissions}"
    )
}

pub(crate) const READ: &str = "  scopes:\n    - read:jira-work\n    - storage:app\n";

/// An app that makes the calls it is told to, and gives what came of each.
const CODE: &str = "
const kept = [];
exports.index = {
  run: async ({ call, context }, backend) => {
    const { payload } = call;
    kept.push(payload?.remember);
    const all = [];
    for (const [descriptor, path, init] of payload?.calls ?? []) {
      try {
        const answer = await __forge_fetch__(descriptor, path, init);
        const text = await answer.text();
        let body = text;
        try { body = JSON.parse(text); } catch {}
        all.push({ status: answer.status, body, error: answer.headers.get('forge-proxy-error') });
      } catch (error) { all.push({ failure: String(error.message) }); }
    }
    for (const line of payload?.logs ?? []) console.log(line);
    if (payload?.throws) throw new Error(payload.throws);
    return { all, kept: kept.filter(Boolean), env: payload?.env ? process.env[payload.env] ?? null : null, context, backend, meta: __forge_runtime__.appContext };
  },
  hear: async (event, context) => {
    const kvs = (verb, body) => __forge_fetch__({ type: 'kvs', provider: 'app', remote: 'kvs' }, `/api/v1/${verb}`, { method: 'POST', body: JSON.stringify(body) });
    const echo = await kvs('get', { key: 'echo' });
    const left = echo.status === 200 ? (await echo.json()).value : 0;
    if (left > 0) {
      await kvs('set', { key: 'echo', value: left - 1 });
      await __forge_fetch__({ type: 'fpp', provider: 'app', remote: 'jira' }, '/rest/api/3/issue/A-1', { method: 'PUT', body: '{}' });
    }
    if (event.mark) await kvs('set', { key: `told-${event.mark}`, value: true });
    return { event, context, actor: __forge_runtime__.aaid ?? null };
  },
  wake: async ({ context }) => {
    const asked = [];
    for (const [descriptor, path] of [[{ type: 'fpp', provider: 'user', remote: 'jira' }, '/rest/api/3/issue/A-1'], [{ type: 'tpp', provider: 'other' }, '/x']]) {
      const answer = await __forge_fetch__(descriptor, path, {});
      asked.push({ status: answer.status, error: answer.headers.get('forge-proxy-error') });
    }
    return { statusCode: 200, asked, context };
  },
  work: async (event) => {
    const kvs = (verb, body) => __forge_fetch__({ type: 'kvs', provider: 'app', remote: 'kvs' }, `/api/v1/${verb}`, { method: 'POST', body: JSON.stringify(body) });
    if (event.body?.mark) await kvs('set', { key: `done-${event.body.mark}`, value: true });
    if (event.body?.meets) {
      await kvs('set', { key: event.body.is, value: true });
      for (let look = 0; look < event.body.looks; look += 1) {
        if ((await kvs('get', { key: event.body.meets })).status === 200) { await new Promise((done) => setTimeout(done, 50)); return { met: true }; }
        await new Promise((done) => setTimeout(done, 10));
      }
      await kvs('delete', { key: event.body.is });
      return { met: false };
    }
    while (event.body?.spin) {}
    if (event.body?.again > 0) {
      const path = '/webhook/queue/publish/{contextAri}/{environmentId}/{appId}/{appVersion}';
      const body = { queueName: 'work', jobId: `chain-${event.body.again}`, payload: [{ body: { again: event.body.again - 1 } }] };
      await __forge_fetch__({ type: 'fpp', provider: 'app', remote: 'stargate' }, path, { method: 'POST', body: JSON.stringify(body) });
    }
    if (event.body?.retry) return { event, _retry: true, retryOptions: { retryAfter: 10, retryReason: 'FUNCTION_RETRY_REQUEST', retryData: { kept: 'x'.repeat(event.body.retry) } } };
    return { event };
  },
  web: async (request) => {
    try { return JSON.parse(request.body); } catch { return { statusCode: 200, body: JSON.stringify(request) }; }
  },
};
";

pub(crate) fn package(manifest: String) -> Package {
    Package { manifest, code: CODE.to_owned(), ..Package::default() }
}

impl World {
    pub(crate) fn new(guards: Guards) -> Self {
        Self::with(Options { guards, ..Options::default() })
    }

    pub(crate) fn with(options: Options) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let products = Shared::default();
        let platform = Platform::open(directory.path(), Box::new(products.clone()), options).unwrap();
        Self { platform, products, directory }
    }

    pub(crate) fn environment(name: &str) -> EnvironmentId {
        EnvironmentId::new(APP, name).unwrap()
    }

    pub(crate) fn deploy(&self, environment: &str, manifest: String) -> Deployment {
        self.platform.deploy(environment, &package(manifest), "a developer").unwrap()
    }

    pub(crate) fn install(&self, environment: &str, site: &str) -> Installation {
        let consent = self.platform.consent(&Self::environment(environment)).unwrap();
        self.platform.install(site, &["jira"], &consent, "an admin").unwrap()
    }

    /// The app on both sites.
    pub(crate) fn on_both(guards: Guards, permissions: &str) -> (Self, [Installation; 2]) {
        let world = Self::new(guards);
        world.deploy("production", manifest(permissions, ""));
        let both = SITES.map(|(site, _)| world.install("production", site));
        (world, both)
    }

    pub(crate) fn invoke(&self, installation: &Installation, actor: Option<&str>, payload: Value) -> Answer {
        Self::invoke_on(&self.platform, installation, actor, payload)
    }

    pub(crate) fn invoke_on(
        platform: &Platform,
        installation: &Installation,
        actor: Option<&str>,
        payload: Value,
    ) -> Answer {
        platform
            .invoke(&Call {
                installation: installation.id.clone(),
                function: "main".to_owned(),
                actor: actor.map(str::to_owned),
                cause: Cause::Resolver {
                    module: Some("panel".to_owned()),
                    key: "run".to_owned(),
                    payload,
                    extension: Value::Null,
                },
            })
            .unwrap()
    }

    /// What came of one call of the app.
    pub(crate) fn one(
        &self,
        installation: &Installation,
        actor: Option<&str>,
        call: Value,
    ) -> (Value, Answer) {
        Self::one_on(&self.platform, installation, actor, call)
    }

    /// The same on any platform.
    pub(crate) fn one_on(
        platform: &Platform,
        installation: &Installation,
        actor: Option<&str>,
        call: Value,
    ) -> (Value, Answer) {
        let answer = Self::invoke_on(platform, installation, actor, json!({ "calls": [call] }));
        let all = answer.value().unwrap_or_else(|error| panic!("{error}"))["all"].clone();
        (all[0].clone(), answer)
    }
}

/// A call of Jira.
pub(crate) fn jira(provider: &str, method: &str, path: &str) -> Value {
    json!([{ "type": "fpp", "provider": provider, "remote": "jira" }, path, { "method": method, "body": method_body(method) }])
}

fn method_body(method: &str) -> Option<&'static str> {
    (method == "PUT").then_some("{\"fields\":{\"summary\":\"another\"}}")
}

/// A call of the store.
pub(crate) fn kvs(verb: &str, body: &Value) -> Value {
    json!([{ "type": "kvs", "provider": "app", "remote": "kvs" }, format!("/api/v1/{verb}"), { "method": "POST", "body": body.to_string() }])
}

/// A call outside.
pub(crate) fn egress(url: &str) -> Value {
    json!([{ "type": "egress" }, url, { "method": "GET", "headers": { "authorization": "Bearer of-the-app" } }])
}

/// The rules that refused something.
pub(crate) fn rules(answer: &Answer) -> Vec<String> {
    answer.decisions.iter().filter_map(|record| record.rule.clone()).collect()
}

impl World {
    /// Every byte in the platform's directory.
    pub(crate) fn everything(&self) -> Vec<u8> {
        Self::below(&self.platform.directory())
    }

    /// Every byte in a directory.
    pub(crate) fn below(at: &std::path::Path) -> Vec<u8> {
        let paths = std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path());
        paths
            .flat_map(|path| if path.is_dir() { Self::below(&path) } else { std::fs::read(path).unwrap() })
            .collect()
    }
}

/// A call of a queue.
fn queue(verb: &str, body: &Value) -> Value {
    let path = format!("/webhook/queue/{verb}/{{contextAri}}/{{environmentId}}/{{appId}}/{{appVersion}}");
    json!([{ "type": "fpp", "provider": "app", "remote": "stargate" }, path, { "method": "POST", "body": body.to_string() }])
}

/// Puts events into a queue.
pub(crate) fn publish(name: &str, job: &str, payload: &Value) -> Value {
    queue("publish", &json!({ "queueName": name, "jobId": job, "payload": payload }))
}

/// Asks how a job stands.
pub(crate) fn stats(job: &str) -> Value {
    queue("stats", &json!({ "queueName": "work", "jobId": job }))
}

impl World {
    /// The same directory, opened anew.
    pub(crate) fn again(self) -> Self {
        let Self { platform, products, directory } = self;
        let options = Options::default();
        drop(platform);
        let platform = Platform::open(directory.path(), Box::new(products.clone()), options).unwrap();
        Self { platform, products, directory }
    }
}
