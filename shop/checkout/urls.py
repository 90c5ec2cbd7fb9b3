from django.urls import path

from . import views

urlpatterns = [
    path("checkout/", views.checkout, name="checkout"),
    path("checkout/options/", views.checkout_options, name="checkout_options"),
    path("places/<str:code>/districts/", views.districts, name="districts"),
    path("places/<str:code>/neighbourhoods/", views.neighbourhoods, name="neighbourhoods"),
]
