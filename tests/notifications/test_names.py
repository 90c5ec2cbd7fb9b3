"""What the merchant reads of an event is words, never the name it has in the code."""

from django.apps import apps

from notifications.events import TEMPLATES
from notifications.names import NAMES
from notifications.stateful import Stateful


def test_every_move_that_writes_an_event_has_a_name():
    written = {
        f"{model._meta.model_name}_{state}"
        for model in apps.get_models()
        if issubclass(model, Stateful) and not model._meta.proxy
        for states in model.MOVES.values()
        for state in states
    }
    assert written - NAMES.keys() == set()


def test_every_event_that_sends_a_message_has_a_name():
    folders = [folder.name for folder in TEMPLATES.iterdir()]
    told = {name.removesuffix("_for_seller").removesuffix("_for_receiver") for name in folders}
    assert told - NAMES.keys() == set()
