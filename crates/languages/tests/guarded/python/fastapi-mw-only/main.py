from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from store import notes
from tokens import good
app = FastAPI()
@app.middleware("http")
async def ask(request: Request, call_next):
    if request.url.path.startswith("/closed"):
        if not good(request.headers.get("X-Key")):
            return JSONResponse({"error": "no"}, status_code=401)
    return await call_next(request)
@app.get("/closed1")
def a(): return notes()
@app.get("/open1")
def b(): return notes()
