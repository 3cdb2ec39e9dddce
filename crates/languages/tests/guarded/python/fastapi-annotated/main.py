from typing import Annotated
from fastapi import Depends, FastAPI, HTTPException, Request, Security, Header
from fastapi.security import HTTPBearer, HTTPAuthorizationCredentials
from store import notes
from tokens import good
app = FastAPI()
bearer = HTTPBearer()
def user(request: Request):
    if not good(request.headers.get("X-Key")):
        raise HTTPException(401)
    return "x"
def active(u: Annotated[str, Depends(user)]):
    return u
def held(x_key: Annotated[str, Header()]):
    if not good(x_key):
        raise HTTPException(401)
def borne(credentials: HTTPAuthorizationCredentials = Depends(bearer)):
    if not good(credentials.credentials):
        raise HTTPException(401)
    return 1
def both(c: Annotated[HTTPAuthorizationCredentials, Security(bearer)]):
    if not good(c.credentials):
        raise HTTPException(401)
    return 1
User = Annotated[str, Depends(user)]
@app.get("/open1")
def o(): return notes()
@app.get("/closed1")
def a(c: User): return notes()
@app.get("/closed2")
def b(c: Annotated[str, Depends(active)]): return notes()
@app.get("/closed3")
async def c(*, c: User, q: str = ""): return notes()
@app.get("/closed4", dependencies=[Depends(held)])
def d(): return notes()
@app.get("/closed5")
def e(c = Security(user, scopes=["a"])): return notes()
@app.get("/closed6")
def f(c = Depends(borne)): return notes()
@app.get("/closed7")
def g(c: Annotated[int, Depends(both)]): return notes()
