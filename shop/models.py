"""Gathers the areas' models for Django; import them from their areas."""

from .cart.models import Cart, CartLine
from .catalog.first_products import FirstProduct
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
from .loyalty.credits import Credit
from .loyalty.models import KeptOrder, Tier
from .orders.calls import Call
from .orders.margins import OrderMargin
from .orders.models import Allocation, Order, OrderLine, OrderText
from .orders.undelivered import Undelivered
from .payments.models import Payment, Refund
from .payments.remedies import Remedy, RemedyRule

__all__ = [
    "Address",
    "Allocation",
    "Call",
    "Cart",
    "CartLine",
    "Category",
    "Credit",
    "Customer",
    "FirstProduct",
    "KeptOrder",
    "Manual",
    "Order",
    "OrderLine",
    "OrderMargin",
    "OrderText",
    "Payment",
    "Picture",
    "Product",
    "Refund",
    "Remedy",
    "RemedyRule",
    "SearchWord",
    "StepCount",
    "Stock",
    "StockMovement",
    "Tier",
    "Undelivered",
    "Variant",
]
