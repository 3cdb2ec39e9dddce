"""A Connect app in Python with Flask and PyJWT, written the way such apps commonly are.

The signature, the expiry where there is one, and the tenant are checked. The query hash is not: PyJWT knows nothing of
it. Install callbacks are verified with the platform's key; that the body is about the tenant of the token is not
looked at.

    python3 app.py '{"keys": "http://127.0.0.1:4000", "tenants": {"<clientKey>": "<sharedSecret>"}}'
"""

import json
import logging
import sys
import threading
import urllib.request

import flask
import jwt
from werkzeug.serving import make_server

settings = json.loads(sys.argv[1])
tenants = dict(settings["tenants"])
app = flask.Flask(__name__)
logging.getLogger("werkzeug").disabled = True
app.logger.disabled = True
base_url = None


def token_of(request):
    header = request.headers.get("Authorization", "")
    return request.args.get("jwt") or (header[4:] if header.startswith("JWT ") else None)


def authenticated():
    token = token_of(flask.request)
    if not token:
        flask.abort(401)
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        secret = tenants.get(issuer)
        if not secret:
            flask.abort(401)
        return jwt.decode(token, secret, algorithms=["HS256"], options={"verify_aud": False})
    except jwt.InvalidTokenError:
        flask.abort(401)


def signed_by_platform():
    token = token_of(flask.request)
    if not token:
        flask.abort(401)
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        with urllib.request.urlopen(f"{settings['keys']}/{kid}", timeout=2) as answer:
            key = answer.read()
        return jwt.decode(token, key, algorithms=["RS256"], audience=base_url)
    except (jwt.InvalidTokenError, OSError, ValueError):
        flask.abort(401)


@app.get("/atlassian-connect.json")
def descriptor():
    return {
        "key": "assay-reference",
        "baseUrl": base_url,
        "authentication": {"type": "jwt"},
        "apiMigrations": {"signed-install": True, "context-qsh": True},
    }


@app.get("/hello")
def hello():
    return f"<p>hello {authenticated().get('sub')}</p>"


@app.get("/admin")
def admin():
    authenticated()
    return "<p>settings</p>"


@app.get("/issue")
def issue():
    authenticated()
    return f"<p>the issue {flask.request.args.get('key', '')}</p>"


@app.post("/webhook")
def webhook():
    authenticated()
    return "", 204


@app.post("/installed")
def installed():
    signed_by_platform()
    body = flask.request.get_json()
    tenants[body["clientKey"]] = body["sharedSecret"]
    return "", 204


@app.post("/uninstalled")
def uninstalled():
    signed_by_platform()
    tenants.pop(flask.request.get_json()["clientKey"], None)
    return "", 204


server = make_server("127.0.0.1", 0, app, threaded=True)
base_url = f"http://127.0.0.1:{server.port}"
print(base_url, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
