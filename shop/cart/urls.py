from django.urls import path

from . import views

urlpatterns = [
    path("cart/", views.cart, name="cart"),
    path("cart/lines/", views.cart_lines, name="cart_lines"),
    path("cart/voucher/", views.cart_voucher, name="cart_voucher"),
    path("cart/lines/<int:variant_id>/", views.cart_line, name="cart_line"),
]
