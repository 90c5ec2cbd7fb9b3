"""Over how many days a page of the desk counts."""

PERIODS = (30, 90, 365)  # days
USUAL = 90


def read_days(wanted):
    """Days of the period an address asks for (`?days=`); the usual one where it asks for none of
    those offered."""
    days = wanted.get("days", "")
    return int(days) if days in map(str, PERIODS) else USUAL


def tabs(address):
    """[(days, address of the page over them)] for the row of tabs; `address`: days → address."""
    return [(days, address(days)) for days in PERIODS]
