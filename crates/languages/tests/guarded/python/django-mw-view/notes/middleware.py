from django.http import JsonResponse
from notes.tokens import good
class Ask:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        return self.get_response(request)
    def process_view(self, request, view_func, view_args, view_kwargs):
        if not good(request.headers.get("X-Key")):
            return JsonResponse({}, status=401)
