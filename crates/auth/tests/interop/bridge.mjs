// Asks the official libraries. One JSON request per line on stdin, one answer per line on stdout:
// {"ok": …} or {"error": "…"}.

import { createInterface } from "node:readline";
import http from "node:http";
import * as jose from "jose";
import jwt from "atlassian-jwt";
import { start } from "./app.mjs";

const commands = {
  qsh: ({ method, url, base, form }) =>
    jwt.createQueryStringHash(
      form === undefined
        ? jwt.fromMethodAndUrl(method, url)
        : { method, pathname: url, query: {}, body: Object.fromEntries(new URLSearchParams(form)) },
      form !== undefined,
      base
    ),
  "connect-verify": ({ token, secret }) => jwt.decodeSymmetric(token, secret, "HS256"),
  "connect-sign": ({ claims, secret }) => jwt.encodeSymmetric(claims, secret, "HS256"),
  "install-verify": ({ token, key }) => ({ claims: jwt.decodeAsymmetric(token, key, "RS256"), kid: jwt.getKeyId(token) }),
  "install-sign": ({ claims, key, kid }) => jwt.encodeAsymmetric(claims, key, "RS256", { kid }),
  "fit-verify": async ({ token, keys, issuer, audience, now }) =>
    (await jose.jwtVerify(token, jose.createLocalJWKSet(keys), {
      issuer, audience, algorithms: ["RS256"], currentDate: new Date(now * 1000)
    })).payload,
  "fit-sign": async ({ claims, key, kid }) =>
    new jose.SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", kid }).sign(await jose.importPKCS8(key, "RS256")),
  "new-key": async ({ kid }) => {
    const { publicKey, privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
    return {
      public: await jose.exportSPKI(publicKey),
      private: await jose.exportPKCS8(privateKey),
      keys: { keys: [{ ...(await jose.exportJWK(publicKey)), kid, use: "sig", alg: "RS256" }] }
    };
  },
  // One request to an app on atlassian-connect-express; `kid` and `key` are what its key server answers.
  app: async ({ tenants, appId, kid, key, keys, request }) => {
    const server = http.createServer((req, res) => {
      if (req.url === `/${kid}`) res.end(key);
      else if (req.url === "/.well-known/jwks.json") res.setHeader("content-type", "application/json").end(JSON.stringify(keys));
      else res.writeHead(404).end();
    });
    await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
    const app = await start({ keys: `http://127.0.0.1:${server.address().port}`, tenants, appId });
    try {
      const { path, method, authorization, body } = request;
      const headers = { authorization, "content-type": "application/json" };
      const answer = await fetch(app.baseUrl + path, { method, headers, body });
      return { status: answer.status, session: answer.headers.get("x-acpt"), baseUrl: app.baseUrl };
    } finally {
      app.close();
      server.close();
    }
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { command, ...rest } = JSON.parse(line);
    answer = { ok: await commands[command](rest) };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
