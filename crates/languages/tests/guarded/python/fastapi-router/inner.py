from fastapi import APIRouter, Depends
from store import notes
from deps import user
ASKED = [Depends(user)]
router = APIRouter()
@router.get("/a")
def a(): return notes()
