from fastapi import FastAPI, Request
from store import notes
from tokens import good
app = FastAPI()
@app.middleware("http")
async def look(request: Request, call_next):
    request.state.known = good(request.headers.get("X-Key"))
    return await call_next(request)
@app.get("/open1")
def b(): return notes()
