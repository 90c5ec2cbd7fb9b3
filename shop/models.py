"""Gathers the areas' models for Django; import them from their areas."""

from .cart.models import Cart, CartLine
from .catalog.manuals import Manual
from .catalog.models import (
    Category,
    Picture,
    Product,
    SearchWord,
    Stock,
    StockMovement,
    Variant,
)
from .checkout.models import StepCount
from .customers.models import Address, Customer
from .loyalty.models import KeptOrder, Tier
from .orders.models import Allocation, Order, OrderLine, OrderText
from .orders.undelivered import Undelivered
from .payments.models import Payment, Refund

__all__ = [
    "Address",
    "Allocation",
    "Cart",
    "CartLine",
    "Category",
    "Customer",
    "KeptOrder",
    "Manual",
    "Order",
    "OrderLine",
    "OrderText",
    "Payment",
    "Picture",
    "Product",
    "Refund",
    "SearchWord",
    "StepCount",
    "Stock",
    "StockMovement",
    "Tier",
    "Undelivered",
    "Variant",
]
