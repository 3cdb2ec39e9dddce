// An app on atlassian-connect-express as it is shipped, with tenants that are installed already. Its calls for keys
// of the platform go to the key server of the test, which answers at the same paths.
//
//   node app.mjs '{"keys": "http://127.0.0.1:4000", "tenants": {"<clientKey>": "<sharedSecret>"}, "appId": "…"}'
//
// Prints its address on the first line of stdout, and ends when stdin does.

import { createRequire } from "node:module";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);

const descriptor = baseUrl => ({
  key: "assay-interop",
  name: "Interop",
  baseUrl,
  authentication: { type: "jwt" },
  apiMigrations: { "signed-install": true, "context-qsh": true },
  lifecycle: { installed: "/installed", uninstalled: "/uninstalled" },
  scopes: ["READ"],
  modules: {
    generalPages: [{ key: "hello", url: "/hello?issue={issue.key}", name: { value: "Hello" } }],
    adminPages: [{ key: "admin", url: "/admin", name: { value: "Admin" } }],
    webhooks: [{ event: "jira:issue_created", url: "/webhook" }]
  }
});

export async function start({ keys, tenants, appId }) {
  const express = require("express");
  const bodyParser = require("body-parser");
  const ace = require("atlassian-connect-express");

  const app = express();
  app.set("env", "production");
  const server = http.createServer(app);
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${server.address().port}`;

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "assay-interop-"));
  // The framework serves the descriptor under the name of its file.
  const before = process.cwd();
  process.chdir(folder);
  fs.writeFileSync("atlassian-connect.json", JSON.stringify(descriptor(baseUrl)));

  process.env.CONNECT_KEYS_CDN_URL = keys;
  // Where a key does not come, the framework asks the platform itself: not from a test.
  process.env.HTTPS_PROXY = "http://127.0.0.1:9";
  const get = https.get;
  https.get = (url, ...rest) => {
    const isKeySet = String(url).includes("atlassian-dev.net/.well-known/jwks.json");
    const of = String(url).includes(".stg.") ? "/staging" : "";
    return isKeySet ? http.get(`${keys}${of}/.well-known/jwks.json`) : get(url, ...rest);
  };

  const settings = new Map();
  for (const [clientKey, sharedSecret] of Object.entries(tenants ?? {})) {
    settings.set(clientKey, { clientKey, sharedSecret, key: "assay-interop", baseUrl: "https://assay.atlassian.net" });
  }
  ace.store.register("memory", () => ({
    schema: {},
    get: async (_key, clientKey) => settings.get(clientKey),
    set: async (_key, value, clientKey) => settings.set(clientKey, value),
    saveInstallation: async (value, clientKey) => settings.set(clientKey, value),
    del: async (_key, clientKey) => settings.delete(clientKey),
    forForgeInstallation: () => ({ get: async () => undefined, set: async () => undefined })
  }));
  const silent = Object.fromEntries(["info", "warn", "error", "debug", "log"].map(name => [name, () => {}]));
  const config = { production: { store: { adapter: "memory" }, localBaseUrl: baseUrl, appId, watch: false }, appId };
  console.error = () => {};

  app.use(bodyParser.json());
  app.use(bodyParser.urlencoded({ extended: false }));
  await new Promise(resolve => {
    const addon = ace(app, { config }, silent, {}, resolve);
    app.use(addon.middleware());
    app.get("/hello", addon.authenticate(), (req, res) => res.send(`<p>hello ${req.context.clientKey}</p>`));
    app.get("/admin", addon.authenticate(), (req, res) => res.send(`<p>settings of ${req.context.clientKey}</p>`));
    app.get("/issue", addon.authenticate(), (req, res) => res.send(`<p>the issue ${encodeURIComponent(req.query.key)}</p>`));
    app.get("/data", addon.checkValidToken(), (_req, res) => res.json({ data: 1 }));
    app.post("/uninstalled", addon.authenticateInstall(), (req, res) => {
      settings.delete(req.body.clientKey);
      res.sendStatus(204);
    });
    if (appId) {
      app.post("/remote", (req, _res, next) => { req.context = {}; next(); }, addon.authenticateForge(), (req, res) =>
        res.json({ installation: req.context.forge.app.installationId }));
    }
  });
  return {
    baseUrl,
    close: () => {
      server.closeAllConnections();
      server.close();
      https.get = get;
      process.chdir(before);
      fs.rmSync(folder, { recursive: true });
    }
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const app = await start(JSON.parse(process.argv[2] ?? "{}"));
  process.stdout.write(`${app.baseUrl}\n`);
  process.stdin.resume().on("end", () => {
    app.close();
    process.exit(0);
  });
}
