from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shipping.places import province_name

from .phones import phone_as_written


class CustomerManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        customer = self.model(email=self.normalize_email(email), **fields)
        customer.set_password(password)
        customer.save(using=self._db)
        return customer

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Customer(AbstractBaseUser, PermissionsMixin):
    """A member or a member of staff. Guests have no row: they are their orders."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, default="tr")
    wants_sms = models.BooleanField(_("news of orders by SMS"), default=True)
    wants_email = models.BooleanField(_("news of orders by e-mail"), default=True)
    unwanted_carriers = models.JSONField(
        _("unwanted carriers"),
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text=_("codes; never selected for this customer by themselves"),
    )
    is_staff = models.BooleanField(_("works here"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = CustomerManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self):
        return f"{self.name} · {self.email}" if self.name else self.email

    @property
    def unwanted(self):
        """Codes of the carriers they do not want to meet again."""
        return frozenset(self.unwanted_carriers)

    def leave_out_carriers(self, codes):
        """From now on these carriers (codes), and no others, are unwanted."""
        self.unwanted_carriers = sorted(codes)
        self.save(update_fields=["unwanted_carriers"])

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.email


class Address(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20)
    province = models.CharField(_("province"), max_length=2)
    district = models.CharField(_("district"), max_length=80)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=120)
    address = models.CharField(_("street, building, flat"), max_length=200)
    is_default = models.BooleanField(_("use this first"), default=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(is_default=True),
                name="one_default_address",
            )
        ]

    def __str__(self):
        return f"{self.label}, {self.district}/{province_name(self.province)}"

    @property
    def province_name(self):
        return province_name(self.province)

    @property
    def phone_as_written(self):
        return phone_as_written(self.phone)

    def use_first(self):
        """Offer this one before the customer's others."""
        with transaction.atomic():
            others = self.customer.addresses.select_for_update().order_by("pk")
            list(others)  # two tabs must not both win
            others.exclude(pk=self.pk).update(is_default=False)
            self.is_default = True
            self.save(update_fields=["is_default"])
