from django.http import JsonResponse, HttpResponse, HttpResponseForbidden
from django.views import View
from notes.models import Note
from notes.tokens import good

from rest_framework import viewsets, permissions, generics, mixins
from rest_framework.views import APIView
from rest_framework.response import Response
from rest_framework.decorators import api_view, permission_classes, action
from rest_framework.permissions import AllowAny, IsAuthenticated, BasePermission
class Key(BasePermission):
    def has_permission(self, request, view):
        return good(request.headers.get("X-Key"))
class Anyone(BasePermission):
    def has_permission(self, request, view):
        return True
class A(APIView):
    permission_classes = [Key]
    def get(self, request): return Response(list(Note.objects.all()))
class B(APIView):
    permission_classes = [AllowAny]
    def get(self, request): return Response(list(Note.objects.all()))
class C(APIView):
    permission_classes = (IsAuthenticated,)
    def get(self, request): return Response(list(Note.objects.all()))
class D(APIView):
    permission_classes = []
    def get(self, request): return Response(list(Note.objects.all()))
class E(APIView):
    permission_classes = [Anyone]
    def get(self, request): return Response(list(Note.objects.all()))
class G(viewsets.ViewSet):
    permission_classes = [IsAuthenticated]
    def list(self, request): return Response(list(Note.objects.all()))
    @action(detail=False, permission_classes=[AllowAny], url_path="open")
    def open(self, request): return Response(list(Note.objects.all()))
class H(viewsets.ViewSet):
    def get_permissions(self):
        return [IsAuthenticated()]
    def list(self, request): return Response(list(Note.objects.all()))
class I(APIView):
    def get(self, request): return Response(list(Note.objects.all()))
class J(APIView):
    permission_classes = [IsAuthenticated | Key]
    def get(self, request): return Response(list(Note.objects.all()))
@api_view(["GET"])
@permission_classes([IsAuthenticated])
def k(request): return Response(list(Note.objects.all()))
@api_view(["GET"])
@permission_classes([AllowAny])
def l(request): return Response(list(Note.objects.all()))
@api_view(["GET"])
def m(request): return Response(list(Note.objects.all()))
class N(APIView):
    permission_classes = [permissions.IsAuthenticatedOrReadOnly]
    def get(self, request): return Response(list(Note.objects.all()))
    def post(self, request): return Response(list(Note.objects.all()))
