"""Search that knows Turkish: letters typed without marks, suffixes, a slip of the finger.

What was typed becomes a condition on products, which lists count, filter, sort and page like any
other (`lists.py`), and a nearness: what is written exactly so ("ölü" before "olu"), then whole
words, then beginnings. Stems are asked for where the words themselves find nothing, then the
nearest words the shop knows, then whatever has some of the words.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import and_, or_

from django.db import connection
from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.turkish import lower
from shipping.places import fold

from .choosing import SORTS, Sort, Tally, on_sale, tallies
from .lists import AHEAD

WORDS = 6  # of a query; the rest is left out
SUFFIXES = sorted(
    "lar ler lari leri larin lerin lara lere larda lerde lardan lerden larim lerim lariniz leriniz"
    " im um in un i u a e yi yu ya ye si su sini sunu nin nun da de ta te dan den tan ten"
    " la le yla yle li lu siz suz lik luk ci cu imiz umuz iniz unuz ni nu na ne".split(),
    key=len,
    reverse=True,
)
SOFTENED = {"b": "p", "c": "c", "d": "t", "g": "k"}
SHORTEST_STEM = 3
SURE_SUFFIX = 3  # letters: "kupalar" is "kupa" for certain, "masa" may be no "mas"
ALIKE = 0.4  # of a word's trigrams; "kabak" is no slip of "kazak"
MANY = 500  # found; fewer are sorted in no time
STEP = 10**10  # of nearness; more than is ever sold of a product
NOTHING = Q(pk__in=[])
BEST = Sort(_("Best match"), "nearness", True, int)
SEARCH_SORTS = {"best": BEST, **SORTS}
FRONT = {"best": replace(BEST, by="sold"), **SORTS}  # among the nearest


@dataclass(frozen=True)
class Words:
    """What was typed: `folded` for finding, `exact` with its marks."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]

    @classmethod
    def typed(cls, text):
        return cls(tuple(fold(text).split()[:WORDS]), tuple(lower(text).split()[:WORDS]))

    @property
    def said(self):
        """Each word or what it is for certain, or a stock code that begins so."""
        has_code = any(map(str.isdigit, " ".join(self.exact)))
        coded = every([f"={word}", f"#{word}"] for word in self.exact) if has_code else NOTHING
        return every([word, *sure_stems(word)] for word in self.folded) | coded

    @property
    def meant(self):
        """Each word or what it may be without its suffixes."""
        return every([word, *stems(word)] for word in self.folded)

    @property
    def partly(self):
        return some([form for word in self.folded for form in (word, *sure_stems(word))])

    def front(self, by):
        """What the nearest of those found `by` a condition meet."""
        return reduce(and_, self.better(by))

    def better(self, by):
        """Conditions, each of which brings what meets it nearer: the first wants whole words."""
        stemmed = (stems(one)[:1] if by == "meant" else sure_stems(one) for one in self.folded)
        whole = zip(self.folded, stemmed, strict=True)
        better = [every([f"{one} " for one in (word, *shorter)] for word, shorter in whole)]
        if self.exact != self.folded:
            better.append(every([f"={word}"] for word in self.exact))
        if by == "partly":
            better += [some([word, *sure_stems(word)]) for word in self.folded]
        return better

    def nearness(self, by):
        """The order of what was found: how well it fits, then how much of it was sold."""
        steps = (Case(When(test, then=Value(STEP)), default=Value(0)) for test in self.better(by))
        return ExpressionWrapper(sum(steps, F("sold")), output_field=BigIntegerField())


def every(forms):
    """Products that carry a word beginning with one form of each: [["kupalar", "kupa"], …]."""
    return reduce(and_, map(some, forms))


def some(forms):
    return reduce(or_, (Q(search_text__contains=f" {form}") for form in shortest(forms)))


@dataclass(frozen=True)
class Found:
    """What is kept of a search: `by` names the condition of `words` that finds something,
    `in_front` how many of the chosen are nearest, `instead` the words searched for in place of
    misspelt ones. `is_partial`: nothing has all of the words, these have some."""

    words: Words
    by: str
    tally: Tally
    in_front: int
    instead: str = ""

    @property
    def is_partial(self):
        return self.by == "partly"

    @property
    def products(self):
        """With their `nearness`, before any filter."""
        nearness = self.words.nearness(self.by)
        return on_sale().filter(getattr(self.words, self.by)).annotate(nearness=nearness)

    @property
    def all_are_alike(self):
        """Only what was sold tells them apart: "fin" is whole in none of them."""
        return not self.in_front and len(self.words.better(self.by)) == 1

    @property
    def front_fills_a_page(self):
        """Where so many are found that sorting them all is felt."""
        fills = self.in_front >= AHEAD or self.all_are_alike
        return fills and self.tally.chosen > MANY and not self.is_partial

    @property
    def front(self):
        """The nearest of the chosen; of their `nearness` only what was sold differs."""
        if self.all_are_alike:
            return self.products
        better = self.words.better(self.by)
        nearness = ExpressionWrapper(
            F("sold") + Value(STEP * len(better)), output_field=BigIntegerField()
        )
        return on_sale().filter(reduce(and_, better)).annotate(nearness=nearness)


@lru_cache(maxsize=200)
def search(text, choice, *, version, province, when):
    """What is Found, or None; at most three queries, and none for what was asked before: `version`
    is that of all categories, `when` the `moment` where a filter looks at the clock."""
    typed, narrow = Words.typed(text), choice.narrow(province, timezone.now())
    if not typed.folded:
        return None
    if found := first_found(typed, ("said", "meant"), narrow):
        return Found(typed, *found)
    nearest = nearest_words(typed.folded)
    if not nearest and len(typed.folded) == 1:
        return None
    right = Words(*zip(*(nearest.get(word, (word, word)) for word in typed.folded), strict=True))
    if found := first_found(right, ("said", "partly"), narrow):
        return Found(right, *found, " ".join(right.exact) if nearest else "")
    return None


def first_found(words, names, narrow):
    """(name, Tally, how many of the chosen are in front) of the first of these conditions that any
    product meets, or None; one query."""
    tests = [getattr(words, name) for name in names]
    if tests[0] == tests[1]:
        del tests[1]
    fronts = [words.front(name) for name, _test in zip(names, tests, strict=False)]
    found = tallies(on_sale(), tests, narrow, fronts)
    named = zip(names, found[: len(tests)], found[len(tests) :], strict=False)
    return next(((name, tally, front.chosen) for name, tally, front in named if tally.whole), None)


def shortest(forms):
    """Without those that begin with another one: what holds them holds that too."""
    return [one for one in forms if not any(one != it and one.startswith(it) for it in forms)]


def stems(word):
    """What a word may be without its Turkish suffixes: kupalari → kupa; kitabi → kitab, kitap."""
    found = []
    for shortest in (SHORTEST_STEM, SHORTEST_STEM + 1):
        suffix = next(
            (one for one in SUFFIXES if word.endswith(one) and len(word) - len(one) >= shortest),
            None,
        )
        if suffix is None:
            break
        word = word.removesuffix(suffix)
        found.append(word)
        if word[-1] in SOFTENED and suffix[0] in "aeiu":
            found.append(word[:-1] + SOFTENED[word[-1]])
    return found


def sure_stems(word):
    suffix = next((one for one in SUFFIXES if word.endswith(one)), "")
    stem = word.removesuffix(suffix)
    return [stem] if len(suffix) >= SURE_SUFFIX and len(stem) >= SHORTEST_STEM else []


def nearest_words(words):
    """{misspelt word: (folded, written) of the word of the shop most like it}, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (word) word, folded, written FROM unnest(%s::text[]) AS word"
            " JOIN shop_searchword ON folded %% word AND similarity(folded, word) >= %s"
            " ORDER BY word, similarity(folded, word) DESC, folded",
            [list(words), ALIKE],
        )
        return {
            word: (folded, written) for word, folded, written in cursor.fetchall() if word != folded
        }
