from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from notifications.desk_columns import moment
from notifications.desk_queues import Spoken
from notifications.desk_rows import Rows
from notifications.staff import ReadOnlyAdmin
from notifications.templatetags.words import capital
from shipping.models import Carrier

from .models import Address, Customer
from .phones import phone_link

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
        return self.named(permission)

    @classmethod
    def named(cls, permission):
        thing = permission.content_type.model_class()
        right = cls.RIGHTS.get(permission.codename.split("_")[0])
        if thing is None or right is None:
            return permission.name
        return f"{capital(thing._meta.verbose_name)}: {right}"


def rights_at(site):
    """Those that open or do something at the desk, by thing; nobody adds to what only happens."""
    codes = {
        f"{right}_{model._meta.model_name}"
        for model, page in site._registry.items()
        for right in (("view", "change") if isinstance(page, ReadOnlyAdmin) else RightsField.RIGHTS)
    }
    ours = Permission.objects.filter(content_type__app_label__in=OUR_APPS, codename__in=codes)
    return ours.select_related("content_type")


class AddressInline(Rows):
    model = Address
    tab = True


@admin.register(Customer)
class CustomerAdmin(ModelAdmin):
    list_display = ["email", "name", "called_at", "spoken", "joined", "works_here"]
    list_filter = ["is_staff", Spoken]
    search_fields = ["email", "name__holds", "phone"]
    search_help_text = _("name, e-mail or phone")
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
                    "bought",
                ]
            },
        ),
        (_("Works at the desk"), {"fields": ["is_staff", "user_permissions"]}),
    ]
    readonly_fields = ["date_joined", "last_login", "does_not_want", "bought"]
    inlines = [AddressInline]

    joined = moment("date_joined", _("date joined"))

    @admin.display(description=_("phone"), ordering="phone")
    def called_at(self, customer):
        return phone_link(customer.phone)

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, customer):
        return dict(settings.LANGUAGES).get(customer.language, customer.language)

    @admin.display(description=_("works here"), ordering="is_staff")
    def works_here(self, customer):
        """Almost nobody does: no cross for each of the others."""
        return _("yes") if customer.is_staff else "-"

    @admin.display(description=_("unwanted carriers"))
    def does_not_want(self, customer):
        names = Carrier.objects.filter(code__in=customer.unwanted).values_list("name", flat=True)
        return ", ".join(sorted(names)) or "-"

    @admin.display(description=_("orders"))
    def bought(self, customer):
        if customer.pk is None:
            return "-"
        page = reverse("admin:shop_order_changelist")
        return format_html(
            '<a href="{}?{}" class="desk__link">{}</a>',
            page,
            urlencode({"q": customer.email}),
            _("All orders of this e-mail"),
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "language":
            kwargs["widget"] = UnfoldAdminSelectWidget(choices=settings.LANGUAGES)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Rights over what the desk shows; nobody works with the tables behind the libraries."""
        if db_field.name == "user_permissions":
            kwargs["queryset"] = rights_at(self.admin_site)
            kwargs["form_class"] = RightsField
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
            kwargs["help_text"] = ""
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("rights"))
    def rights(self, customer):
        rights = customer.user_permissions.select_related("content_type")
        return ", ".join(RightsField.named(one) for one in rights) or "-"

    def get_fieldsets(self, request, obj=None):
        if request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        *others, (title, _fields) = self.fieldsets
        return [*others, (title, {"fields": ["is_staff", "rights"]})]

    def get_readonly_fields(self, request, obj=None):
        """Who may do what at the desk is for superusers to say."""
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, "is_staff", "rights"]

    def has_change_permission(self, request, obj=None):
        """A colleague's e-mail is the way to their password."""
        return may_touch(request.user, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """One at a time, on its own page: who deletes many at once is asked about none."""
        is_one = obj is not None and may_touch(request.user, obj)
        return is_one and super().has_delete_permission(request, obj)


def may_touch(user, customer):
    """Colleagues are for superusers to change or delete; None is no one in particular."""
    return customer is None or not customer.is_staff or user.is_superuser
