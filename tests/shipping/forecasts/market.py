"""A market whose truth is known: parcels of one seller by one or two carriers, made from a seed."""

import csv
from datetime import date, timedelta

import numpy as np

from shipping.forecasts.arrival import OpenDays
from shipping.forecasts.history import NEVER, Calendars, History, coded
from shipping.forecasts.marketplace import working_days
from shipping.forecasts.profile import Facts

FIRST_DAY = date(2026, 1, 5)  # a Monday; day 0
SIZE = 600
OPEN: OpenDays = working_days(FIRST_DAY, FIRST_DAY + timedelta(days=SIZE), "TR")
NAMES = ("seller", "origin", "destination", "region", "area", "carrier", "service")
NUMBERS = ("planned", "published", "distance", "weight", "value")


def facts(destination="06", carrier="hızlı", **fields):
    own = {"seller": "1", "origin": "34", "region": "TR5", "service": "standart", "published": 3}
    return Facts(destination=destination, carrier=carrier, **{**own, **fields})


def parcels(days, *, a_day=8, seed=1, slow=lambda day, carrier: 0, carriers=("hızlı",)):
    """[(Facts, ordered, handed over, delivered)] as days: packed in 0 to 2 open days, 1 to 4 more
    on the road, and `slow` more of them for whom it is handed over to that day."""
    random = np.random.default_rng(seed)
    made = []
    for day in range(days):
        for number in range(a_day):
            carrier = carriers[number % len(carriers)]
            destination = ("06", "35", "61")[number % 3]
            left = OPEN.after(day, int(random.choice(3, p=[0.5, 0.35, 0.15])))
            road = 1 + number % 3 + int(random.choice(3, p=[0.6, 0.3, 0.1]))
            there = OPEN.after(left, road + slow(left, carrier))
            weekday = (FIRST_DAY + timedelta(days=day)).weekday()
            made.append((facts(destination, carrier, weekday=weekday), day, left, there))
    return made


def history(made):
    known = [one[0] for one in made]
    counts = np.array([[OPEN.place(day) for day in range(SIZE)]])
    nothing = np.zeros(len(made), int)
    return History(
        calendars=Calendars(counts),
        calendar_of={"handling": nothing, "transit": nothing},
        days={
            "ordered": np.array([one[1] for one in made]),
            "handed_over": np.array([one[2] for one in made]),
            "delivered": np.array([one[3] for one in made]),
            "stopped": np.full(len(made), NEVER),
        },
        names={name: coded([getattr(one, name) for one in known]) for name in NAMES},
        numbers={name: np.array([float(getattr(one, name)) for one in known]) for name in NUMBERS},
        weekday=np.array([one.weekday for one in known]),
    )


COLUMNS = (
    "purchased_at,approved_at,handover_due_at,handed_over_at,delivered_at,promised_date,status,"
    "seller,seller_state,seller_zip3,customer_state,customer_zip3,item_count,weight_g,volume_cm3,"
    "freight,price"
).split(",")


def write_csv(path, made, *, promised_after=12):
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for known, ordered, left, there in made:
            bought = FIRST_DAY + timedelta(days=ordered)
            rows.writerow(
                {
                    "purchased_at": f"{bought} 10:00",
                    "handed_over_at": f"{FIRST_DAY + timedelta(days=left)} 12:00",
                    "delivered_at": f"{FIRST_DAY + timedelta(days=there)} 15:30",
                    "promised_date": bought + timedelta(days=promised_after),
                    "status": "delivered",
                    "seller": known.seller,
                    "seller_state": "SP",
                    "customer_state": known.destination,
                    "customer_zip3": "010",
                    "weight_g": 500,
                    "freight": "12.5",
                    "price": "80",
                }
            )
