from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

def ask():
    if not good(request.headers.get("X-Key")):
        return jsonify(error="no"), 401
def create_app():
    app = Flask(__name__)
    app.before_request(ask)
    bp = Blueprint("x", __name__, url_prefix="/closed")
    @bp.route("/a")
    def a(): return jsonify(notes())
    app.register_blueprint(bp)
    return app
