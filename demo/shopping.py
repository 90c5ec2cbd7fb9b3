"""What somebody buys, who brings it, and how it is paid."""

from decimal import Decimal

from shipping.quotes import quote_in
from shop.catalog.stocking import OutOfStock, allot, loads_of

LIKES = {"cheapest": 22, "fastest": 22, "suggested": 16, "any": 40}
TAKES_SAME_DAY = 0.9  # of those who are offered it
COD_UP_TO = Decimal(4000)
PAYS_AT_THE_DOOR, PAYS_BY_TRANSFER = 0.3, 0.09
OUT_THERE = 0.12  # a shelf is empty for the moment, so that an order comes from two warehouses
HURRIED = {"same_day", "next_day"}
NOTHING_TO_CHOOSE = None


class Shelves:
    """The goods on sale, some much more liked than others."""

    def __init__(self, random, variants, stocks):
        self.random, self.variants = random, variants
        self.of = {variant.pk: variant for variant in variants}
        self.favour = [random.paretovariate(1.3) for _ in variants]
        self.stocks = {}
        for stock in stocks:
            self.stocks.setdefault(stock.variant_id, []).append(stock)

    def pick(self, at):
        """{variant: quantity} of what is on sale by then."""
        (kinds,) = self.random.choices([1, 2, 3, 4], [60, 25, 10, 5])
        picked = []
        while not picked:
            picked = self.random.choices(self.variants, self.favour, k=kinds)
            picked = [variant for variant in picked if variant.product.added_at < at]
        return {variant: self.random.choices([1, 2, 3], [85, 12, 3])[0] for variant in picked}

    def allot(self, wanted, province):
        """Which shelf each piece comes from; None when there is not enough of one."""
        quantities = {variant.pk: quantity for variant, quantity in wanted.items()}
        stocks = [stock for variant in wanted for stock in self.stocks.get(variant.pk, [])]
        if len(wanted) > 1:
            stocks = [stock for stock in stocks if self.random.random() > OUT_THERE]
        try:
            return allot(quantities, province, stocks)
        except OutOfStock:
            return None

    def offers(self, net, wanted, allotments, province, at):
        """The options that were on the page then, cheapest first."""
        loads = loads_of(allotments, self.of)
        return quote_in(net, loads, province, now=at, goods_total=worth(wanted))


def worth(wanted):
    return sum(variant.price * quantity for variant, quantity in wanted.items())


def choose(random, offers):
    """One of the Quotes' options, by a taste; None when there is none."""
    today = next((one for one in offers.options if one.tier == "same_day"), None)
    if today and random.random() < TAKES_SAME_DAY:
        return today
    if not offers.options:
        return NOTHING_TO_CHOOSE
    (taste,) = random.choices(list(LIKES), LIKES.values())
    return random.choice(offers.options) if taste == "any" else getattr(offers, taste)


def pay_by(random, option, goods_total):
    """Who is in a hurry does not wait for a transfer to be seen."""
    chance = random.random()
    if option.tier in HURRIED:
        return "card"
    if option.takes_cod and goods_total < COD_UP_TO and chance < PAYS_AT_THE_DOOR:
        return "cod"
    return "transfer" if chance > 1 - PAYS_BY_TRANSFER else "card"
