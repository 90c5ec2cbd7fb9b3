"""What we know already: a member's name and first address, a visitor's province."""

from shop.cart.carts import member_of
from shop.customers.place import province_of


def prefilled(request):
    """Initial values of the checkout form. `?address=<id>` takes another address of the member."""
    member = member_of(request)
    if member is None:
        return {"province": province_of(request)}
    known = {"name": member.name, "phone": member.phone, "email": member.email}
    address = address_of(member, request.GET.get("address", ""))
    if address is None:
        return {**known, "province": province_of(request)}
    place = ("province", "district", "neighbourhood", "address")
    known |= {name: getattr(address, name) for name in place}
    if (address.name, address.phone) != (member.name, member.phone):
        known |= {"receiver_name": address.name, "receiver_phone": address.phone}
    return known


def address_of(member, wanted):
    addresses = list(member.addresses.all())
    if wanted.isdecimal():
        addresses.sort(key=lambda address: address.pk != int(wanted))
    return addresses[0] if addresses else None
