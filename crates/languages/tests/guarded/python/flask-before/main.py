from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

app = Flask(__name__)
@app.before_request
def ask():
    if not good(request.headers.get("X-Key")):
        abort(401)
@app.route("/closed1")
def a(): return jsonify(notes())
