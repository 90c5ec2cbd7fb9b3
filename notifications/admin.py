from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .models import Event, Message
from .staff import ReadOnlyAdmin


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["event", "channel", "role", "address", "language", "state", "tries", "sent_at"]
    list_filter = ["state", "channel", "language"]
    search_fields = ["address", "event__name"]
    list_select_related = ["event"]
    date_hierarchy = "next_try_at"


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["name", "about", "at", "by"]
    list_filter = ["name"]
    search_fields = ["by"]
    date_hierarchy = "at"

    @admin.display(description=_("about"))
    def about(self, event):
        return f"{event.subject_type.name} {event.subject_id}"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("subject_type")
