"""User manuals: PDFs to download, before and after buying."""

from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from shipping.places import fold

from .models import Product

MOST_BYTES = 10_000_000
ENDS = 2048  # bytes in which a PDF says that it begins, and that it ends


class Manual(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="manuals")
    title = models.CharField(_("title"), max_length=80)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    file = models.FileField(_("PDF"), upload_to="manuals", help_text=_("at most 10 MB"))
    size = models.PositiveIntegerField(_("size"), default=0, editable=False, help_text=_("bytes"))

    class Meta:
        verbose_name = _("manual")
        verbose_name_plural = _("manuals")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.title} · {self.language}"

    def get_absolute_url(self):
        return reverse("manual", args=[self.product.slug, self.pk])

    @property
    def file_name(self):
        """As it is saved on the reader's disk."""
        return f"{slugify(fold(f'{self.product.slug} {self.title}'))}-{self.language}.pdf"


def check_pdf(file):
    """Raises ValidationError unless it is a whole PDF of a size a phone can fetch."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 10 MB."))
    file.seek(0)
    head = file.read(ENDS)
    file.seek(max(0, file.size - ENDS))
    tail = file.read()
    if b"%PDF-" not in head or b"%%EOF" not in tail:
        raise ValidationError(_("This is no PDF, or not a whole one."))


def name_of_content(file):
    """Under a name of its own, so that nobody's file takes another's place."""
    file.seek(0)
    name = f"{sha256(file.read()).hexdigest()[:20]}.pdf"
    file.seek(0)
    return name
