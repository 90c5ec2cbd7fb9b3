from django.conf import settings
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from .desk_columns import moment
from .desk_queues import Named, Queue, Spoken, WithQueues
from .desk_wording import WordingAdmin
from .models import Event, Message
from .names import tell_who
from .staff import ReadOnlyAdmin, VerbAdmin, too_late, verb
from .templatetags.words import capital

ROLES = {
    "buyer": _("the customer"),
    "receiver": _("the receiver"),
    "seller": _("the seller"),
}

__all__ = ["EventAdmin", "MessageAdmin", "WordingAdmin"]


class MessageQueue(Queue):
    queues = {"not_sent": (_("not sent, last 7 days"), lambda rows, now: rows.not_sent(now))}


@admin.register(Message)
class MessageAdmin(WithQueues, VerbAdmin, ReadOnlyAdmin):
    list_display = [
        *("what", "channel", "reader", "address"),
        *("state", "tries", "sent", "why_not_sent"),
    ]
    queue_columns = {"not_sent": ["what", "channel", "reader", "address", "tries", "why_not_sent"]}
    list_filter = [MessageQueue, "state", "channel", Spoken]
    actions = ["send_them_again", "let_them_go"]
    about_people = ("name", "address")
    search_fields = ["address", "provider_id"]
    search_help_text = _("phone or e-mail")
    sent = moment("sent_at", _("sent"))
    list_select_related = ["event"]
    ordering = ["-pk"]
    show_full_result_count = False
    change_form_template = "admin/sheet.html"
    change_form_outer_after_template = "admin/notifications/_message.html"
    fields = [
        *("what", "about", "channel", "reader", "name", "address", "spoken"),
        *("state", "why_not_sent", "tries"),
        *("next_try", "sent_at", "provider_id"),
    ]

    def may_act(self, request):
        return ReadOnlyAdmin.may_act(self, request)

    def whole_story(self, message):
        return {"message": message}

    @admin.display(description=_("what"), ordering="event__name")
    def what(self, message):
        return message.event.title

    @admin.display(description=_("about"))
    def about(self, message):
        return page_of_thing(message.event, self.admin_site)

    @admin.display(description=_("problem"), ordering="problem")
    def why_not_sent(self, message):
        return message.why_not_sent or "-"

    @admin.display(description=_("next try"))
    def next_try(self, message):
        """Of one that is tried no more, none."""
        if message.state not in Message.OPEN:
            return "-"
        return formats.localize(timezone.localtime(message.next_try_at))

    @admin.display(description=_("to"), ordering="role")
    def reader(self, message):
        return ROLES.get(message.role, message.role)

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, message):
        return dict(settings.LANGUAGES).get(message.language, message.language)

    @verb(_("Send it again"), is_main=True, when=lambda message: message.can_be_retried)
    def send_again(self, message, *, at, by):
        message.retry(at)
        return gettext("It goes out again within a minute.")

    @verb(
        _("Leave it unsent"),
        when=lambda message: message.state == Message.State.FAILED,
    )
    def let_go(self, message, *, at, by):
        message.let_go()
        return gettext("It is off the list and goes out no more.")

    @admin.action(description=_("Send again"), permissions=["act"])
    def send_them_again(self, request, chosen):
        now = timezone.now()
        count = sum(message.retry(now) for message in chosen)
        sentence = ngettext(
            "%(count)d message goes out again within a minute.",
            "%(count)d messages go out again within a minute.",
            count,
        )
        self.tell(request, sentence, count)

    @admin.action(description=_("Leave unsent"), permissions=["act"])
    def let_them_go(self, request, chosen):
        count = sum(message.let_go() for message in chosen)
        sentence = ngettext(
            "%(count)d message is off the list and goes out no more.",
            "%(count)d messages are off the list and go out no more.",
            count,
        )
        self.tell(request, sentence, count)

    def tell(self, request, sentence, count):
        if count:
            messages.success(request, sentence % {"count": count})
        else:
            messages.info(request, too_late())

    def has_act_permission(self, request):
        return self.may_act(request)


class OfKind(Named):
    """Only what something has happened to: not each table of the database."""

    title = _("about")
    parameter_name = "subject_type"

    def names():
        told = Exists(Event.objects.filter(subject_type=OuterRef("pk")))
        return {str(kind.pk): capital(kind.name) for kind in ContentType.objects.filter(told)}


class EventList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = tell_who(self.result_list)
        for event in self.result_list:
            event.is_read_by = request.user


def page_of_thing(event, site):
    """A link to what the event is about, for who may see it. On a page of one event or message the
    sheet takes it away from others: no list says there who reads."""
    kind = event.subject_type
    if not event.subject_id:
        return "-"
    desk_page = site._registry.get(kind.model_class())
    if desk_page is None or not may_see(getattr(event, "is_read_by", None), desk_page.opts):
        return f"{kind.name} {event.subject_id}"
    page = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[event.subject_id])
    return format_html('<a href="{}">{} {}</a>', page, kind.name, event.subject_id)


def may_see(user, opts):
    rights = [f"{opts.app_label}.{right}_{opts.model_name}" for right in ("view", "change")]
    return user is None or any(user.has_perm(one) for one in rights)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["title", "about", "when", "who"]
    list_filter = [OfKind]
    search_fields = ["name", "by", "subject_id__exact"]
    search_help_text = _("number of the thing, or who did it")
    list_select_related = ["subject_type"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["title", "about", "at", "who", "more"]
    when = moment("at", _("when"))
    about_people = ("more",)
    change_form_template = "admin/sheet.html"

    @admin.display(description=_("what"), ordering="name")
    def title(self, event):
        return event.title

    @admin.display(description=_("about"))
    def about(self, event):
        return page_of_thing(event, self.admin_site)

    @admin.display(description=_("detail"))
    def more(self, event):
        return event.detail or "-"

    @admin.display(description=_("by whom"), ordering="by")
    def who(self, event):
        return getattr(event, "who", None) or tell_who([event])[0].who

    def get_changelist(self, request, **kwargs):
        return EventList
