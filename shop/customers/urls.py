from django.urls import path

from . import carriers, views

urlpatterns = [
    path("addresses/", views.addresses, name="addresses"),
    path("addresses/new/", views.new_address, name="new_address"),
    path("addresses/<int:pk>/", views.address, name="address"),
    path("addresses/<int:pk>/deletion/", views.address_deletion, name="address_deletion"),
    path("profile/", views.profile, name="profile"),
    path("carriers/", carriers.unwanted_carriers, name="unwanted_carriers"),
    path("carriers/<slug:code>/", carriers.unwanted_carrier, name="unwanted_carrier"),
]
