"""What every admin page of a thing with a life shares: nothing is typed into its fields; staff act
through verbs, the same ones customers and carriers call."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from . import desk_search  # noqa: F401  (registers `__holds`)
from .desk_amounts import WithAmounts
from .models import Event
from .names import tell_who
from .stateful import WrongState

MOST_EVENTS = 300
SEES_PEOPLE = "shop.view_order"  # who may read orders may read who ordered, on every page


@dataclass(frozen=True)
class Verb:
    """A button on a thing's page; with a form class, also the fields it needs. What cannot be taken
    back has a `warning`: it is read, and the button pressed once more, before anything is done."""

    name: str
    title: str
    do: Callable
    when: Callable
    form_class: type[forms.Form] | None = None
    is_main: bool = False
    warning: str = ""

    def form(self, data=None, files=None, **more):
        return self.form_class and self.form_class(data, files, prefix=self.name, **more)


def verb(title, *, when=lambda thing: True, form_class=None, is_main=False, warning=""):
    """Make an admin's method `(self, thing, *, at, by, **cleaned_data)` a verb of its page."""

    def mark(method):
        method.verb = Verb(method.__name__, title, method, when, form_class, is_main, warning)
        return method

    return mark


class ReadOnlyAdmin(ModelAdmin):
    """A page to look at: rows come from what happened, not from typing.

    `about_people` names its columns, fields and ways to search that tell who a customer is or how
    to reach them: they are left out for staff without the right SEES_PEOPLE.
    """

    list_fullwidth = True
    about_people: tuple = ()

    def get_list_display(self, request):
        return self.fit_for(request, super().get_list_display(request))

    def get_search_fields(self, request):
        return self.fit_for(request, super().get_search_fields(request))

    def get_fieldsets(self, request, obj=None):
        return [
            (title, {**more, "fields": self.fit_for(request, more["fields"])})
            for title, more in super().get_fieldsets(request, obj)
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Django's history tells what was typed into a form: nothing, here."""
        more = {**(extra_context or {}), "show_history": False}
        return super().changeform_view(request, object_id, form_url, more)

    def fit_for(self, request, names):
        if request.user.has_perm(SEES_PEOPLE):
            return names
        return [name for name in names if name.removesuffix("__holds") not in self.about_people]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def may_act(self, request):
        return super().has_change_permission(request)


class VerbAdmin(WithAmounts, ModelAdmin):
    """An admin whose things have verbs.

    `refusals` maps the exceptions a verb may raise to the sentence the reader gets; None takes the
    exception's own words, one sentence for each of its arguments. Nothing has been changed then.
    A verb may answer a sentence that says what was done.
    """

    refusals: dict = {}
    change_form_outer_before_template = "admin/_verbs.html"

    def verbs(self):
        marked = (getattr(type(self), name, None) for name in dir(type(self)))
        return [method.verb for method in marked if hasattr(method, "verb")]

    def may_act(self, request):
        return self.has_change_permission(request)

    def get_urls(self):
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.act)
        return [
            path("<path:object_id>/verbs/<slug:name>/", view, name=f"{info}_verb"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def act(self, request, object_id, name):
        thing = self.get_object(request, object_id)
        chosen = next((one for one in self.verbs() if one.name == name), None)
        if thing is None or chosen is None:
            raise Http404
        if not self.may_act(request):
            raise PermissionDenied
        here = redirect(reverse(self.page_name("change"), args=[object_id]))
        if not chosen.when(thing):
            messages.error(request, too_late())
            return here
        form = self.verb_form(chosen, thing, request.POST, request.FILES)
        if form and not form.is_valid():
            return self.asked_again(request, object_id, chosen, form)
        refused = self.do(request, chosen, thing, form.cleaned_data if form else {})
        if refused and form and chosen.when(self.get_object(request, object_id)):
            for sentence in refused:
                form.add_error(None, sentence)
            return self.asked_again(request, object_id, chosen, form)
        for sentence in refused:
            messages.error(request, sentence)
        return here

    def do(self, request, chosen, thing, cleaned):
        """The sentences of a refusal; none when it was done."""
        by = staff_name(request.user)
        try:
            said = chosen.do(self, thing, at=timezone.now(), by=by, **cleaned)
        except WrongState:
            return [too_late()]
        except tuple(self.refusals) as refusal:
            sentence = self.refusals[type(refusal)]
            return [sentence] if sentence else list(refusal.args)
        done = _("Done: %(verb)s") % {"verb": chosen.title}
        messages.success(request, said if isinstance(said, str) else done)
        return []

    def asked_again(self, request, object_id, chosen, form):
        """The thing's page with what was typed, and what is wrong with it at its field."""
        looked_at = copy(request)
        looked_at.method = "GET"
        answer = self.changeform_view(looked_at, object_id, "", {"typed": {chosen.name: form}})
        answer.status_code = 422
        return answer

    def verb_form(self, chosen, thing, data=None, files=None):
        return chosen.form(data, files)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        thing = self.get_object(request, object_id) if object_id else None
        if thing is not None:
            typed = (extra_context or {}).get("typed", {})
            extra_context = {
                **(extra_context or {}),
                "verbs": self.offered_verbs(request, thing, typed),
                **self.whole_story(thing),
            }
        return super().changeform_view(request, object_id, form_url, extra_context)

    def offered_verbs(self, request, thing, typed):
        """What may be done now, with its form: `typed` holds one that was refused, by its name."""
        if not self.may_act(request):
            return []
        offered = [one for one in self.verbs() if one.when(thing)]
        has_more = any(one.is_main for one in offered) or not isinstance(self, ReadOnlyAdmin)
        return [
            {
                "title": one.title,
                "is_main": one.is_main,
                "warning": one.warning,
                "is_folded": bool(one.warning or (one.form_class and has_more and not one.is_main)),
                "form": typed.get(one.name) or self.verb_form(one, thing),
                "url": reverse(self.page_name("verb"), args=[thing.pk, one.name]),
            }
            for one in sorted(offered, key=lambda one: not one.is_main)
        ]

    def whole_story(self, thing):
        """What else the page shows; a subclass adds its own."""
        return {"events": timeline(thing)}

    def page_name(self, page):
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"


class StatefulAdmin(VerbAdmin, ReadOnlyAdmin):
    """The page of a thing with a life: its verbs, its fields to read, its story."""

    change_form_template = "admin/sheet.html"
    change_form_outer_after_template = "admin/_story.html"
    show_full_result_count = False
    list_per_page = 50

    def may_act(self, request):
        return ReadOnlyAdmin.may_act(self, request)


def timeline(*things):
    """Events of the things, oldest first, each with its messages and who did it."""
    return tell_who(Event.objects.about(*things).prefetch_related("messages")[:MOST_EVENTS])


def too_late():
    return _("This is no longer possible: it has moved on meanwhile.")


def staff_name(user):
    return f"staff:{user.email}"[:80]
