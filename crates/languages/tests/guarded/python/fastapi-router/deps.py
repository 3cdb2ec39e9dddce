from fastapi import HTTPException, Request
from tokens import good
def user(request: Request):
    if not good(request.headers.get("X-Key")):
        raise HTTPException(401)
