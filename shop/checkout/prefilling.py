"""What we know already: a member's name and first address, a visitor's province."""

from shop.cart.carts import member_of
from shop.customers.place import province_of


def prefilled(request):
    """(initial values of the checkout form, the addresses to choose among). `?address=<id>` takes
    another address of the member."""
    member = member_of(request)
    if member is None:
        return {"province": province_of(request)}, []
    known = {"name": member.name, "phone": member.phone, "email": member.email}
    addresses = list(member.addresses.all())
    address = chosen(addresses, request.GET.get("address", ""))
    if address is None:
        return {**known, "province": province_of(request)}, []
    return {**known, **words_of(address, member)}, addresses if len(addresses) > 1 else []


def words_of(address, member):
    """A saved address as the form's fields, and which one it is; somebody else's name and phone
    are the receiver's."""
    place = ("province", "district", "neighbourhood", "address")
    known = {name: getattr(address, name) for name in place} | {"saved_address": address.pk}
    if (address.name, address.phone) != (member.name, member.phone):
        known |= {"receiver_name": address.name, "receiver_phone": address.phone}
    return known


def chosen(addresses, wanted):
    """The one with this id, else the first."""
    return next((one for one in addresses if str(one.pk) == wanted), next(iter(addresses), None))
