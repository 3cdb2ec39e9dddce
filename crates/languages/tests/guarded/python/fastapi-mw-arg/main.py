from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse
from store import notes
from tokens import good
class Ask(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if not good(request.headers.get("X-Key")):
            return JSONResponse({"error": "no"}, status_code=401)
        return await call_next(request)
app = FastAPI(middleware=[Middleware(Ask)])
@app.get("/closed1")
def a(): return notes()
