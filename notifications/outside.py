"""How a call to the world outside can fail: whatever a provider does, its plug-in says one of two
things and lets nothing else out."""


class OutsideError(Exception):
    """Base of the two. The text is shown to staff and holds no address of anybody."""


class TryLater(OutsideError):
    """The provider is away, slow or made no sense: the same call may succeed later.
    `may_have_arrived`: it could have done it all the same, so ask first where it can be asked."""

    def __init__(self, problem="", *, may_have_arrived=False):
        self.may_have_arrived = may_have_arrived
        super().__init__(problem)


class Refused(OutsideError):
    """The provider understood and said no; somebody must change something first."""
