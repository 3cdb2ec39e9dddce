from django.http import JsonResponse, HttpResponse, HttpResponseForbidden
from django.views import View
from notes.models import Note
from notes.tokens import good

def a(request): return JsonResponse(list(Note.objects.all()), safe=False)
