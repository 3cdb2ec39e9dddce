from django.urls import path, re_path, include
from notes import views

from rest_framework.routers import DefaultRouter
router = DefaultRouter()
router.register("viewG", views.G)
router.register("closedH", views.H)
urlpatterns = [
 path("closedA", views.A.as_view()), path("openB", views.B.as_view()), path("closedC", views.C.as_view()),
 path("openD", views.D.as_view()), path("openE", views.E.as_view()), path("closedI", views.I.as_view()),
 path("closedJ", views.J.as_view()), path("closedK", views.k), path("openL", views.l), path("closedM", views.m),
 path("", include(router.urls)),
]
