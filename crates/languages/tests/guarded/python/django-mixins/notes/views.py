from django.http import JsonResponse, HttpResponse, HttpResponseForbidden
from django.views import View
from notes.models import Note
from notes.tokens import good

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin, UserPassesTestMixin
from django.contrib.auth.decorators import login_required, user_passes_test
from django.utils.decorators import method_decorator
from django.views.generic import ListView
from functools import wraps
def told(): return JsonResponse(list(Note.objects.all()), safe=False)
class A(LoginRequiredMixin, View):
    def get(self, request): return told()
class B(PermissionRequiredMixin, View):
    permission_required = "notes.view"
    def post(self, request): return told()
class C(UserPassesTestMixin, View):
    def test_func(self): return self.request.user.is_staff
    def get(self, request): return told()
class KeyMixin:
    def dispatch(self, request, *args, **kwargs):
        if not good(request.headers.get("X-Key")):
            return HttpResponseForbidden()
        return super().dispatch(request, *args, **kwargs)
class D(KeyMixin, View):
    def get(self, request): return told()
class E(View):
    def dispatch(self, request, *args, **kwargs):
        if not good(request.headers.get("X-Key")):
            return HttpResponse(status=401)
        return super().dispatch(request, *args, **kwargs)
    def get(self, request): return told()
@method_decorator(login_required, name="dispatch")
class G(View):
    def get(self, request): return told()
class H(View):
    def get(self, request): return told()
    @method_decorator(login_required)
    def post(self, request): return told()
class I(View):
    @method_decorator(login_required)
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)
    def get(self, request): return told()
class J(View):
    def dispatch(self, request, *args, **kwargs):
        self.known = good(request.headers.get("X-Key"))
        return super().dispatch(request, *args, **kwargs)
    def get(self, request): return told()
class K(View):
    def get(self, request): return told()
def asked(view):
    @wraps(view)
    def inner(request, *args, **kwargs):
        if not good(request.headers.get("X-Key")):
            return HttpResponseForbidden()
        return view(request, *args, **kwargs)
    return inner
@asked
def l(request): return told()
@login_required
def m(request): return told()
@method_decorator(asked, name="dispatch")
class N(View):
    def get(self, request): return told()
class Base(LoginRequiredMixin, View): pass
class O(Base):
    def get(self, request): return told()
