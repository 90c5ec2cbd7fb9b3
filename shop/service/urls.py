from django.urls import path

from .info import info

urlpatterns = [path("info/<slug:slug>/", info, name="info")]
