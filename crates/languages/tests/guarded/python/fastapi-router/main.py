from fastapi import APIRouter, Depends, FastAPI
from store import notes
from deps import user
import inner
app = FastAPI()
r1 = APIRouter(prefix="/closed1", dependencies=[Depends(user)])
r2 = APIRouter(prefix="/closed2")
r3 = APIRouter(prefix="/open")
outer = APIRouter(dependencies=[Depends(user)])
nested = APIRouter(prefix="/closed3")
@r1.get("/a")
def a(): return notes()
@r2.get("/a")
def b(): return notes()
@r3.get("/a")
def c(): return notes()
@nested.get("/a")
def d(): return notes()
outer.include_router(nested)
app.include_router(r1)
app.include_router(r2, dependencies=[Depends(user)])
app.include_router(r3)
app.include_router(outer)
app.include_router(inner.router, prefix="/closed4", dependencies=inner.ASKED)
