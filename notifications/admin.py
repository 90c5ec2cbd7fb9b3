from django.contrib import admin
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from .desk_wording import WordingAdmin
from .models import Event, Message
from .names import tell_who
from .staff import ReadOnlyAdmin, VerbAdmin, verb

ROLES = {
    "buyer": _("the customer"),
    "receiver": _("the receiver"),
    "seller": _("the seller"),
}

__all__ = ["EventAdmin", "MessageAdmin", "WordingAdmin"]


@admin.register(Message)
class MessageAdmin(VerbAdmin, ReadOnlyAdmin):
    list_display = ["what", "channel", "reader", "address", "state", "tries", "sent_at", "problem"]
    list_filter = ["state", "channel", "language"]
    about_people = ("name", "address", "subject", "words")
    search_fields = ["address", "provider_id"]
    list_select_related = ["event"]
    ordering = ["-pk"]
    show_full_result_count = False
    change_form_template = "admin/sheet.html"
    change_form_outer_after_template = None
    fields = [
        *("what", "channel", "reader", "name", "address", "language", "state", "problem", "tries"),
        *("next_try_at", "sent_at", "provider_id", "subject", "words"),
    ]

    def may_act(self, request):
        return ReadOnlyAdmin.may_act(self, request)

    def whole_story(self, message):
        return {}

    @admin.display(description=_("what"), ordering="event__name")
    def what(self, message):
        return message.event.title

    @admin.display(description=_("to"), ordering="role")
    def reader(self, message):
        return ROLES.get(message.role, message.role)

    @admin.display(description=_("text"))
    def words(self, message):
        return linebreaksbr(message.body) if message.body else ""

    @verb(
        _("Send it again"), is_main=True, when=lambda message: message.state == Message.State.FAILED
    )
    def send_again(self, message, *, at, by):
        message.retry(at)


class EventList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = tell_who(self.result_list)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["title", "about", "at", "who"]
    list_filter = ["subject_type"]
    search_fields = ["name", "by"]
    list_select_related = ["subject_type"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["title", "about", "at", "who", "detail"]
    about_people = ("detail",)
    change_form_template = "admin/sheet.html"

    @admin.display(description=_("what"), ordering="name")
    def title(self, event):
        return event.title

    @admin.display(description=_("about"))
    def about(self, event):
        return f"{event.subject_type.name} {event.subject_id}"

    @admin.display(description=_("by whom"), ordering="by")
    def who(self, event):
        return getattr(event, "who", None) or tell_who([event])[0].who

    def get_changelist(self, request, **kwargs):
        return EventList
