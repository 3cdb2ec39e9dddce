from django.urls import path, re_path, include
from notes import views

from django.contrib.auth.decorators import login_required
urlpatterns = [
 path("closedA", views.A.as_view()), path("closedB", views.B.as_view()), path("closedC", views.C.as_view()),
 path("closedD", views.D.as_view()), path("closedE", views.E.as_view()), path("closedG", views.G.as_view()),
 path("halfH", views.H.as_view()), path("closedI", views.I.as_view()), path("openJ", views.J.as_view()),
 path("openK", views.K.as_view()), path("closedK", login_required(views.K.as_view())), path("closedL", views.l),
 path("closedM", views.m), path("closedN", views.N.as_view()), path("closedO", views.O.as_view()),
 path("closedK2", views.asked(views.K.as_view())),
]
