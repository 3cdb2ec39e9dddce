import hmac, os
from fastapi import Header, HTTPException, Request

def good(token):
    return hmac.compare_digest(token or "", os.environ["KEY"])
