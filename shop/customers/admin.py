from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelectMultipleWidget, UnfoldAdminSelectWidget

from notifications.templatetags.words import capital
from shipping.models import Carrier

from .models import Address, Customer

admin.site.unregister(Group)
admin.site.unregister(EmailAddress)

OUR_APPS = ["notifications", "shipping", "shop", "returns"]


class RightsField(forms.ModelMultipleChoiceField):
    """Rights by the names of the things and of what may be done with them: Django keeps them in
    English, as they were called when the table was made."""

    RIGHTS = {
        "view": _("see"),
        "add": _("add"),
        "change": _("change, and act on it"),
        "delete": _("delete"),
    }

    def label_from_instance(self, permission):
        thing = permission.content_type.model_class()
        right = self.RIGHTS.get(permission.codename.split("_")[0])
        if thing is None or right is None:
            return permission.name
        return f"{capital(thing._meta.verbose_name)}: {right}"


class AddressInline(TabularInline):
    hide_title = True  # its fields tell it
    model = Address
    extra = 0
    tab = True


@admin.register(Customer)
class CustomerAdmin(ModelAdmin):
    list_display = ["email", "name", "phone", "spoken", "date_joined", "is_staff"]
    list_filter = ["is_staff", "language"]
    search_fields = ["email", "name", "phone"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("email", "name"),
                    ("phone", "language"),
                    ("wants_sms", "wants_email"),
                    ("date_joined", "last_login"),
                    ("is_active", "does_not_want"),
                ]
            },
        ),
        (_("Works at the desk"), {"fields": ["is_staff", "user_permissions"]}),
    ]
    readonly_fields = ["date_joined", "last_login", "does_not_want"]
    inlines = [AddressInline]

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, customer):
        return dict(settings.LANGUAGES).get(customer.language, customer.language)

    @admin.display(description=_("unwanted carriers"))
    def does_not_want(self, customer):
        names = Carrier.objects.filter(code__in=customer.unwanted).values_list("name", flat=True)
        return ", ".join(sorted(names)) or "-"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "language":
            kwargs["widget"] = UnfoldAdminSelectWidget(choices=settings.LANGUAGES)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Rights over what the desk shows; nobody works with the tables behind the libraries."""
        if db_field.name == "user_permissions":
            kwargs["queryset"] = Permission.objects.filter(
                content_type__app_label__in=OUR_APPS
            ).select_related("content_type")
            kwargs["form_class"] = RightsField
            kwargs["widget"] = UnfoldAdminSelectMultipleWidget(attrs={"size": 14})
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """Who may do what at the desk is for superusers to say."""
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, "is_staff", "user_permissions"]

    def has_change_permission(self, request, obj=None):
        """A colleague's e-mail is the way to their password."""
        if obj is not None and obj.is_staff and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.is_staff and not request.user.is_superuser:
            return False
        return super().has_delete_permission(request, obj)
