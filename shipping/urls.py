from django.urls import path

from . import views

urlpatterns = [
    path("shipping/scans/<slug:carrier>/", views.scans, name="scan_push"),
]
