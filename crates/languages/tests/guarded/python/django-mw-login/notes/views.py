from django.http import JsonResponse, HttpResponse, HttpResponseForbidden
from django.views import View
from notes.models import Note
from notes.tokens import good

from django.contrib.auth.decorators import login_not_required
def a(request): return JsonResponse(list(Note.objects.all()), safe=False)
@login_not_required
def b(request): return JsonResponse(list(Note.objects.all()), safe=False)
