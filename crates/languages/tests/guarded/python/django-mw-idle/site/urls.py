from django.urls import path, re_path, include
from notes import views
urlpatterns = [path("open1", views.a)]
