"""A thing with a life: a table of moves, one `move_to`, named verbs."""

from django.db import models, transaction

from .events import record


class WrongState(Exception):
    """The move is not in the table: a delivered parcel cannot be cancelled."""

    def __init__(self, thing, state):
        self.thing, self.state = thing, state
        super().__init__(f"{thing!r} cannot go from {thing.state} to {state}")


class Stateful(models.Model):
    """Subclasses give `State`, `MOVES` and a `state` field, and answer `audience()`."""

    MOVES: dict[str, set[str]] = {}
    # event: the events after which it is no longer news to whoever was told of them
    LATER_NEWS: dict[str, set[str]] = {}

    class Meta:
        abstract = True

    def move_to(self, state, *, at, by="clock", detail=None, **changes):
        """Lock, check again, save what changed and write the event `<model>_<state>`.

        True when it moved, False when it was there already (a callback may come twice).
        Raises WrongState when the table of moves does not allow it; nothing is changed then.
        """
        with transaction.atomic(savepoint=False):
            manager = type(self)._base_manager
            self.state = manager.select_for_update().values_list("state", flat=True).get(pk=self.pk)
            if self.state == state:
                return False
            if state in self.MOVES.get(self.state, ()):
                changes["state"] = state
                for name, value in changes.items():
                    setattr(self, name, value)
                self.save(update_fields=list(changes))
                record(self, f"{self._meta.model_name}_{state}", at=at, by=by, detail=detail)
                return True
        # outside, so that whoever catches it may go on in a transaction of its own
        raise WrongState(self, state)

    def audience(self, event):
        """The `Recipient`s who should hear of an event; nobody by default."""
        return []

    def is_news(self, event, now):
        """Whether a message about the event is still worth sending."""
        return True

    def message_facts(self, event):
        """What the templates of a message about this thing may use."""
        return {}
