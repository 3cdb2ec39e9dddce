from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

app = Flask(__name__)
OPEN = ["/open1"]
@app.before_request
def ask():
    if request.path in OPEN or request.endpoint == "health":
        return
    if not good(request.headers.get("X-Key")):
        abort(401)
@app.route("/closed1")
def a(): return jsonify(notes())
@app.route("/open1")
def b(): return jsonify(notes())
@app.route("/open2", endpoint="health")
def c(): return jsonify(notes())
