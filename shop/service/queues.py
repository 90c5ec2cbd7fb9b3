"""Lists that answer a question: what is to do."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Named(admin.SimpleListFilter):
    """A column of codes, asked for by the names people know: `names()` gives {code: name}."""

    names = dict

    def lookups(self, request, model_admin):
        return list(type(self).names().items())

    def queryset(self, request, rows):
        return rows.filter(**{self.parameter_name: self.value()}) if self.value() else rows


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


class WithQueues:
    """A list whose questions stand above it, each one click away. Its first filter is the Queue."""

    list_before_template = "admin/_queues.html"

    def changelist_view(self, request, extra_context=None):
        asked = self.list_filter[0]
        chosen = request.GET.get(asked.parameter_name, "")
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
        return super().changelist_view(request, {**(extra_context or {}), "queues": queues})
