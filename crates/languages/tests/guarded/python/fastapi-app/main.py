from fastapi import Depends, FastAPI, HTTPException, Request, APIRouter
from store import notes
from tokens import good
def user(request: Request):
    if not good(request.headers.get("X-Key")):
        raise HTTPException(401)
app = FastAPI(title="x", dependencies=[Depends(user)])
r = APIRouter()
@app.get("/closed1")
def a(): return notes()
@r.get("/closed2")
def b(): return notes()
app.include_router(r)
