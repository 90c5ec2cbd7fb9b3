"""The merchant's own words at the desk: counted, and shown in place before they go out."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from unfold.admin import ModelAdmin

from .desk_queues import Spoken
from .models import Event, Message
from .sms_length import alphabet_of, length, parts, plain
from .staff import SEES_PEOPLE
from .templatetags.words import capital
from .wording import (
    EXAMPLE,
    NAMED,
    Wording,
    event_of,
    fill_in,
    keeps_our_words,
    role_of,
    title_of,
)
from .wording_form import WordingForm
from .writing import write

LOOKED_AT = 50  # newest events, to find one that had such a reader
ALPHABETS = {
    "gsm": _("plain letters"),
    "turkish": _("Turkish letters"),
    "unicode": _("signs of the wide alphabet, 70 to an SMS"),
}


@admin.register(Wording)
class WordingAdmin(ModelAdmin):
    list_before_template = "admin/_note.html"
    list_note = _(
        "Every message has words of its own already. Add only those that you want to say otherwise."
    )
    form = WordingForm
    list_display = ["what", "channel", "language", "text", "problem"]
    list_filter = ["channel", Spoken, ("problem", admin.EmptyFieldListFilter)]
    search_fields = ["text", "subject"]
    search_help_text = _("a word of the text")
    fields = ["folder", ("channel", "language"), "subject", "text"]
    change_form_outer_after_template = "admin/notifications/_wording.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview)
        return [path("preview/", view, name="notifications_wording_preview"), *super().get_urls()]

    @admin.display(description=_("message"), ordering="folder")
    def what(self, wording):
        return capital(title_of(wording.folder))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        wording = self.get_object(request, object_id) if object_id else None
        more = {"named": NAMED, "wording": wording}
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **more}
        )

    @method_decorator(xframe_options_sameorigin)
    def preview(self, request):
        """The message as its newest reader would have got it, with the form's words in place, saved
        or not; an invented one for staff who may not see orders."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form = WordingForm(request.POST)
        form.is_valid()
        refused = [one for name, said in form.errors.items() for one in said if name != "__all__"]
        facts = {"refused": refused}
        if not refused:
            wording = Wording(**{name: form.cleaned_data[name] for name in form.fields})
            message = example_of(wording) if request.user.has_perm(SEES_PEOPLE) else None
            if message and wording.channel == Wording.Channel.EMAIL:
                return HttpResponse(write(message, timezone.now(), wording=wording).html)
            facts |= {"wording": wording, "is_invented": message is None}
            facts |= counted(text_of(wording, message))
        return render(request, "admin/notifications/wording_preview.html", facts)


def example_of(wording):
    """The newest message of this kind to such a reader, to be written anew in their words; None
    when there has been none."""
    role = role_of(wording.folder)
    for event in Event.objects.filter(name=event_of(wording.folder)).order_by("-pk")[:LOOKED_AT]:
        about = event.subject
        if about is None or keeps_our_words(event, about.message_facts(event)):
            continue
        if reader := next((one for one in about.audience(event) if one.role == role), None):
            kind = {"channel": wording.channel, "language": wording.language}
            return Message(event=event, role=role, name=reader.name, **kind)
    return None


def text_of(wording, message):
    if message:
        return write(message, timezone.now(), wording=wording).text
    return plain(" ".join(fill_in(wording.text, EXAMPLE).split()))


def counted(text):
    return {
        "text": text,
        "length": length(text),
        "alphabet": ALPHABETS[alphabet_of(text)],
        "parts": parts(text) if text else 0,
    }
