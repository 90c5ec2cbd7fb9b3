"""A member's addresses and wishes. Everything is found through its owner."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .forms import AddressForm, ProfileForm
from .members import member_act, member_page
from .models import Address
from .place import remember_province


@require_safe
@member_page
def addresses(request):
    return render(request, "account/addresses.html", {"addresses": request.user.addresses.all()})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def new_address(request):
    customer = request.user
    first = not customer.addresses.exists()
    initial = {"name": customer.name, "phone": customer.phone, "use_first": first}
    return edited(request, Address(customer=customer), initial)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def address(request, pk):
    mine = get_object_or_404(request.user.addresses, pk=pk)
    return edited(request, mine, {"use_first": mine.is_default})


def edited(request, mine, initial):
    """The address form; `refresh` draws it anew with the lists of what is chosen so far."""
    if request.method == "POST" and "refresh" not in request.POST:
        form = AddressForm(request.POST, instance=mine)
        if form.is_valid():
            return kept(request, form)
    else:
        form = AddressForm(instance=mine, initial=initial | request.POST.dict())
    return render(request, "account/address.html", {"form": form, "address": mine})


def kept(request, form):
    mine = form.save()
    response = redirect("addresses")
    if form.cleaned_data["use_first"]:
        mine.use_first()
        remember_province(response, mine.province)
    messages.success(request, _("The address is kept."))
    return response


@member_act("addresses")
def address_deletion(request, pk):
    get_object_or_404(request.user.addresses, pk=pk).delete()
    messages.success(request, _("The address is deleted."))
    return redirect("addresses")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your wishes are kept."))
        return redirect("profile")
    return render(request, "account/profile.html", {"form": form})
