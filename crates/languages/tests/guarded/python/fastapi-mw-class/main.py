from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware
from store import notes
from tokens import good
class Ask(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if not good(request.headers.get("X-Key")):
            return JSONResponse({"error": "no"}, status_code=401)
        return await call_next(request)
app = FastAPI()
app.add_middleware(Ask)
@app.get("/closed1")
def a(): return notes()
