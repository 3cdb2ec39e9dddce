from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

app = Flask(__name__)
@app.before_request
def ask():
    if request.endpoint in ("health", "static"):
        return None
    if request.method == "OPTIONS":
        return None
    if not good(request.headers.get("X-Key")):
        return jsonify(error="no"), 401
@app.route("/closed1", methods=["GET", "POST"])
def a(): return jsonify(notes())
@app.route("/open2")
def health(): return jsonify(notes())
