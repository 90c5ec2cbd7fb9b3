"""The shop's look and words at the desk, with the tracking page as it would be."""

from base64 import b64encode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from unfold.admin import ModelAdmin

from notifications.brand import Brand, forget_brand
from notifications.brand_form import BrandForm
from notifications.colours import DARK, LIGHT

from .example import NO_LINK, example_story

SCHEMES = (LIGHT, DARK)
LANGUAGES = ("tr", "en")


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    """One row: the list is the page."""

    form = BrandForm
    change_form_outer_after_template = "admin/returns/_brand_preview.html"
    fieldsets = [
        (None, {"fields": ["name", "logo", ("accent_light", "accent_dark")]}),
        (
            _("Words on the tracking page"),
            {"fields": [("greeting", "greeting_en"), ("thanks", "thanks_en")]},
        ),
        (_("Help"), {"fields": [("phone", "email"), ("hours", "hours_en")]}),
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview)
        return [path("preview/", view, name="notifications_brand_preview"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        row, _is_new = Brand.objects.get_or_create(pk=1)
        return redirect(reverse("admin:notifications_brand_change", args=[row.pk]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, brand, form, change):
        super().save_model(request, brand, form, change)
        forget_brand()

    @method_decorator(xframe_options_sameorigin)
    def preview(self, request):
        """The tracking page of an example order, in the brand as the form has it, saved or not.
        What the form refuses keeps its saved value."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        brand, refused = tried_on(request)
        scheme, language = request.GET.get("scheme"), request.GET.get("language")
        facts = {
            "brand": brand,
            "refused": refused,
            "scheme": scheme if scheme in SCHEMES else LIGHT,
            "token": NO_LINK,
        }
        with override(language if language in LANGUAGES else "tr"):
            story = example_story(timezone.now())
            facts |= {"story": story, "order": story.order}
            return render(request, "tracking/preview.html", facts)


def tried_on(request):
    """(brand with the form's values, [sentences on what could not be taken])."""
    brand = Brand.objects.first() or Brand(pk=1)
    if request.method != "POST":
        return brand, []
    form = BrandForm(request.POST, request.FILES)
    form.is_valid()
    for name, value in form.cleaned_data.items():
        setattr(brand, name, value or "")
    if form.cleaned_data.get("logo") and "logo" in request.FILES:
        picture = b64encode(form.cleaned_data["logo"].read()).decode()
        brand.tried_logo = f"data:image/webp;base64,{picture}"
    return brand, [f"{form.fields[name].label}: {said[0]}" for name, said in form.errors.items()]
