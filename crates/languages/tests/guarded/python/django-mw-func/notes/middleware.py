from django.http import JsonResponse
from notes.tokens import good
def ask(get_response):
    def inner(request):
        if not good(request.headers.get("X-Key")):
            return JsonResponse({}, status=401)
        return get_response(request)
    return inner
