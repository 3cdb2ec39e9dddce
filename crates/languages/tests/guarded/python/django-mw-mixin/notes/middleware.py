from django.http import JsonResponse
from django.utils.deprecation import MiddlewareMixin
from notes.tokens import good
class Ask(MiddlewareMixin):
    def process_request(self, request):
        if not good(request.headers.get("X-Key")):
            return JsonResponse({}, status=401)
        return None
class Idle:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        return self.get_response(request)
