from fastapi import FastAPI, Request
from starlette.responses import JSONResponse
from store import notes
from tokens import good
class Ask:
    def __init__(self, app):
        self.app = app
    async def __call__(self, scope, receive, send):
        request = Request(scope)
        if not good(request.headers.get("X-Key")):
            response = JSONResponse({"error": "no"}, status_code=401)
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)
app = FastAPI()
app.add_middleware(Ask)
@app.get("/closed1")
def a(): return notes()
