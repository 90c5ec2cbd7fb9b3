"""What a shopper lived through with carriers, and what it changes in what is offered: pure."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Preferences:
    """Codes of carriers: the one that brought this shopper's last parcel by the promised day (empty
    where none did), and those they do not want to meet again."""

    served_well: str = ""
    unwanted: frozenset[str] = frozenset()


NO_PREFERENCES = Preferences()


def suggested(quotes, preferences):
    """What is selected at first: by the rules for everybody, among the carriers that are not
    unwanted as long as one of them serves the address. Who served well is not selected for that:
    it may cost more."""
    wanted = tuple(one for one in quotes.options if not is_unwanted(one, preferences))
    return (replace(quotes, options=wanted) if wanted else quotes).suggested


def in_order(options, preferences):
    """The options as they are shown: who served well first, the unwanted last, else as they are."""
    return sorted(
        options,
        key=lambda one: (is_unwanted(one, preferences), not served_well(one, preferences)),
    )


def is_unwanted(option, preferences):
    return option.carrier_code in preferences.unwanted


def served_well(option, preferences):
    """A carrier may have served well and be unwanted all the same: the shopper's word counts."""
    is_it = option.carrier_code == preferences.served_well
    return is_it and not is_unwanted(option, preferences)
