"""Lists that answer a question: what is to do."""

from django.conf import settings
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList


class Named(admin.SimpleListFilter):
    """A column of codes, asked for by the names people know: `names()` gives {code: name}."""

    names = dict

    def lookups(self, request, model_admin):
        return list(type(self).names().items())

    def queryset(self, request, rows):
        return rows.filter(**{self.parameter_name: self.value()}) if self.value() else rows


class Spoken(Named):
    title = _("language")
    parameter_name = "language"

    def names():
        return dict(settings.LANGUAGES)


class Queue(admin.SimpleListFilter):
    """Each subclass names its questions: {name: (title, rows and now → rows)}."""

    title = _("what to do")
    parameter_name = "queue"
    queues: dict = {}

    def lookups(self, request, model_admin):
        return [(name, title) for name, (title, _ask) in self.queues.items()]

    def queryset(self, request, rows):
        if self.value() in self.queues:
            return self.queues[self.value()][1](rows, timezone.now())
        return rows


class QueueList(ChangeList):
    """Its question stands above it: the button of the filters is lit by the others alone."""

    @property
    def nothing_waits(self):
        """An empty answer to a question, and nothing that narrows it down."""
        is_asked = any(isinstance(one, Queue) and one.value() for one in self.filter_specs)
        return is_asked and not self.query and not self.has_active_filters

    def get_filters(self, request):
        filters, *others, _is_lit = super().get_filters(request)
        names = {
            name
            for one in filters
            if not isinstance(one, Queue)
            for name in one.expected_parameters()
        }
        return filters, *others, not names.isdisjoint(request.GET)


class WithQueues:
    """A list whose questions stand above it, each one click away. Its first filter is the Queue.

    `queue_columns`: {queue: columns} where a question is answered by others than `list_display`.
    `for_all`: {queue: [(action, title, does it open a page of its own?)]}, what is mostly done with
    all of a list at once.
    """

    list_before_template = "admin/_queues.html"
    queue_columns: dict = {}
    for_all: dict = {}

    def get_list_display(self, request):
        columns = self.queue_columns.get(self.queue_of(request))
        if columns is None:
            return super().get_list_display(request)
        return self.fit_for(request, columns)

    def get_changelist(self, request, **kwargs):
        return QueueList

    def queue_of(self, request):
        return request.GET.get(self.list_filter[0].parameter_name, "")

    def changelist_view(self, request, extra_context=None):
        asked, chosen = self.list_filter[0], self.queue_of(request)
        questions = [
            ("", _("all")),
            *((name, title) for name, (title, _ask) in asked.queues.items()),
        ]
        queues = [
            {
                "title": title,
                "href": f"?{asked.parameter_name}={name}" if name else "?",
                "is_current": name == chosen,
            }
            for name, title in questions
        ]
        told = {
            "queues": queues,
            "for_all": self.for_all_of(request, chosen),
            "note": self.note_of(chosen),
        }
        return super().changelist_view(request, {**(extra_context or {}), **told})

    def note_of(self, queue):
        """A sentence above the list, of what is not in it yet."""
        return ""

    def for_all_of(self, request, queue):
        if not self.may_act(request):
            return []
        return [
            {"action": action, "title": title, "opens_a_page": opens_a_page}
            for action, title, opens_a_page in self.for_all.get(queue, ())
        ]
