from django.urls import path

from .account import account, orders
from .finding import order_link, order_link_sent
from .info import info

urlpatterns = [
    path("account/", account, name="account"),
    path("account/orders/", orders, name="orders"),
    path("info/<slug:slug>/", info, name="info"),
    path("orders/link/", order_link, name="order_link"),
    path("orders/link/sent/", order_link_sent, name="order_link_sent"),
]
