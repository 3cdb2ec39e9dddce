from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

import functools
from functools import wraps
app = Flask(__name__)
def asked(f):
    @wraps(f)
    def inner(*args, **kwargs):
        if not good(request.headers.get("X-Key")):
            return jsonify(error="no"), 401
        return f(*args, **kwargs)
    return inner
def asked_as(role):
    def outer(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):
            if not good(request.headers.get("X-Key")):
                abort(403)
            return f(*args, **kwargs)
        return inner
    return outer
class Asks:
    def __init__(self, role): self.role = role
    def __call__(self, f):
        @wraps(f)
        def inner(*args, **kwargs):
            if not good(request.headers.get("X-Key")):
                abort(403)
            return f(*args, **kwargs)
        return inner
@app.route("/closed1")
@asked
def a(): return jsonify(notes())
@app.route("/closed2")
@asked_as("admin")
def b(): return jsonify(notes())
@app.route("/closed3")
@Asks("admin")
def b3(): return jsonify(notes())
@app.route("/open1")
def c(): return jsonify(notes())
@asked
@app.route("/open2")
def d(): return jsonify(notes())
