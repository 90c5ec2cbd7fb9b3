"""Who may push scans: HMAC-SHA256 over "time.body" with a shared secret."""

import hashlib
import hmac

TOLERANCE = 300  # seconds, before and after
LONGEST_HEADER = 300


def sign(secret, body, *, now):
    """The header of a push: "t=<unix>,v1=<hex>"."""
    return f"t={int(now)},v1={digest(secret, str(int(now)), body)}"


def is_signed(body: bytes, header: str, secrets, *, now: float):
    """Signed with one of `secrets` (two while they are changed), and not long ago."""
    if len(header) > LONGEST_HEADER:
        return False
    try:
        parts = dict(part.split("=", 1) for part in header.split(","))
        told, signature = parts["t"], parts["v1"]
        age = abs(now - int(told))
    except (KeyError, ValueError):
        return False
    if not told.isdecimal() or not told.isascii() or age > TOLERANCE:
        return False
    wanted = [digest(secret, told, body).encode() for secret in secrets if secret]
    return any([hmac.compare_digest(one, signature.encode()) for one in wanted])  # noqa: C419


def digest(secret, told, body):
    return hmac.new(secret.encode(), told.encode() + b"." + body, hashlib.sha256).hexdigest()
