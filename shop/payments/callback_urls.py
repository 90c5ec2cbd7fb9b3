from django.urls import path

from . import views

urlpatterns = [
    path("payments/<slug:method>/callback/", views.callback, name="payment_callback"),
]
