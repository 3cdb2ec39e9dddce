from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

from flask.views import MethodView, View
from functools import wraps
app = Flask(__name__)
def asked(f):
    @wraps(f)
    def inner(*args, **kwargs):
        if not good(request.headers.get("X-Key")):
            return jsonify(error="no"), 401
        return f(*args, **kwargs)
    return inner
class Closed(MethodView):
    decorators = [asked]
    def get(self, id): return jsonify(notes())
    def post(self): return jsonify(notes())
class Half(MethodView):
    def get(self): return jsonify(notes())
    @asked
    def post(self): return jsonify(notes())
class Old(View):
    methods = ["GET"]
    decorators = [asked]
    def dispatch_request(self): return jsonify(notes())
class Bare(View):
    def dispatch_request(self): return jsonify(notes())
app.add_url_rule("/closed1/<id>", view_func=Closed.as_view("closed"))
app.add_url_rule("/half1", view_func=Half.as_view("half"))
app.add_url_rule("/closed2", view_func=Old.as_view("old"))
app.add_url_rule("/open2", view_func=Bare.as_view("bare"))
app.add_url_rule("/closed3", "x", asked(Bare.as_view("bare2")))
