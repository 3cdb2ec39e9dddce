from fastapi import Depends, FastAPI, HTTPException, Request
from store import notes
from tokens import good
app = FastAPI()
class Caller:
    def __init__(self, role="user"):
        self.role = role
    def __call__(self, request: Request):
        if not good(request.headers.get("X-Key")):
            raise HTTPException(401)
        return self.role
class Asked:
    def __init__(self, request: Request):
        if not good(request.headers.get("X-Key")):
            raise HTTPException(401)
        self.name = "x"
admin = Caller("admin")
@app.get("/open1")
def o(): return notes()
@app.get("/closed1")
def a(c=Depends(admin)): return notes()
@app.get("/closed2")
def b(c=Depends(Caller("y"))): return notes()
@app.get("/closed3")
def c(c: Asked = Depends(Asked)): return notes()
@app.get("/closed4")
def d(c: Asked = Depends()): return notes()
