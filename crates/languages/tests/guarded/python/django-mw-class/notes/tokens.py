import hmac, os
def good(token):
    return hmac.compare_digest(token or "", os.environ["KEY"])
