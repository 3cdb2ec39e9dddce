from flask import Flask, Blueprint, abort, g, jsonify, request, session
from store import notes
from tokens import good

from flask_restful import Api, Resource
from functools import wraps
app = Flask(__name__)
api = Api(app)
def asked(f):
    @wraps(f)
    def inner(*args, **kwargs):
        if not good(request.headers.get("X-Key")):
            abort(401)
        return f(*args, **kwargs)
    return inner
class Closed(Resource):
    method_decorators = [asked]
    def get(self): return notes()
class Open(Resource):
    def get(self): return notes()
    @asked
    def post(self): return notes()
api.add_resource(Closed, "/closed1")
api.add_resource(Open, "/half1")
