from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

app = Flask(__name__)
one = Blueprint("one", __name__, url_prefix="/closed")
two = Blueprint("two", __name__, url_prefix="/open")
@one.before_request
def ask():
    if not good(request.headers.get("X-Key")):
        abort(401)
@one.route("/a")
def a(): return jsonify(notes())
@two.route("/a")
def b(): return jsonify(notes())
app.register_blueprint(one)
app.register_blueprint(two)
