from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

from flask_login import login_required, current_user
from flask_jwt_extended import jwt_required, verify_jwt_in_request
app = Flask(__name__)
bp = Blueprint("x", __name__, url_prefix="/closed")
@bp.before_request
@login_required
def ask(): pass
@bp.route("/a")
def a(): return jsonify(notes())
@app.route("/closed1")
@login_required
def b(): return jsonify(notes())
@app.route("/closed2")
@jwt_required()
def c(): return jsonify(notes())
@app.route("/open1")
@jwt_required(optional=True)
def d(): return jsonify(notes())
@app.route("/closed3")
def e():
    if not current_user.is_authenticated:
        abort(401)
    return jsonify(notes())
@app.route("/closed4")
def f():
    verify_jwt_in_request()
    return jsonify(notes())
@app.route("/closed5")
def h():
    if "user" not in session:
        abort(401)
    return jsonify(notes())
app.register_blueprint(bp)
