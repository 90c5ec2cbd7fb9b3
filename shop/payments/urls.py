from django.urls import path

from . import views

urlpatterns = [
    path("payments/<slug:reference>/", views.pay, name="pay"),
    path("payments/<slug:reference>/return/", views.payment_return, name="payment_return"),
    path("payments/<slug:reference>/attempts/", views.payment_attempt, name="payment_attempt"),
]
