"""Answers in pieces: carriers lie about one parcel and tell the truth about the others."""

import logging

log = logging.getLogger(__name__)

# what reading a piece of another shape than expected raises
NONSENSE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)


def what_can_be_read(pieces, read, *, whose):
    """What `read` makes of each piece. One that makes no sense is left out, and the log says whose
    it was ("yurtici KPND0000000001"): not what stood in it, which may be about people."""
    found = []
    for piece in pieces:
        try:
            found.append(read(piece))
        except NONSENSE as error:
            log.warning("%s: a part makes no sense, left out: %s", whose, type(error).__name__)
    return found
