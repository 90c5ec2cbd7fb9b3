"""Search that knows Turkish: letters typed without marks, suffixes, a slip of the finger.

First what is written exactly so ("ölü" before "olu"), then the folded words and their stems, then
the nearest words the shop knows. Each step reads at most MOST rows in the order of popularity, so
that a common word costs the same in a shop of a hundred thousand products.
"""

from dataclasses import dataclass

from django.db import connection

from notifications.turkish import lower
from shipping.places import fold

MOST = 96
FEW = 3
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


@dataclass(frozen=True)
class Found:
    """`instead` are the words searched for in place of misspelt ones."""

    ids: tuple  # of products, best first
    is_more: bool = False
    instead: str = ""


def search(text):
    """At most four queries."""
    words, exact = fold(text).split()[:WORDS], lower(text).split()[:WORDS]
    if not words:
        return Found(())
    ids = found_by(words, exact)
    if len(ids) >= FEW:
        return Found(ids[:MOST], len(ids) > MOST)
    nearest = nearest_words(words)
    if not nearest:
        return Found(ids)
    also = folded([nearest.get(word, (word,))[0] for word in words])
    said = " ".join(nearest.get(word, (word, word))[1] for word in words)
    return Found(merged(ids, also)[:MOST], instead=said if also and not ids else "")


def found_by(words, exact):
    """Ids, what is written exactly so first. Marks that were typed are asked for by themselves, so
    that a popular "olu" cannot crowd out "ölü"."""
    has_marks_or_code = exact != words or any(map(str.isdigit, " ".join(words)))
    rows = [*(written_so(exact) if has_marks_or_code else ()), *folded(words)]
    said = [f" ={word}" for word in exact]
    return merged(sorted(rows, key=lambda row: not all(word in row[1] for word in said)))


def written_so(words):
    """Names carrying every word just as it was typed, or a stock code that begins so."""
    return top(
        [
            [f" ={word}", f" #{word}"] if any(map(str.isdigit, word)) else [f" ={word}"]
            for word in words
        ]
    )


def folded(words):
    """Names carrying every word or its stem; whole words before stems."""
    rows = top([[f" {form}" for form in shortest([word, *stems(word)])] for word in words])
    whole = [f" {word}" for word in words]
    return sorted(rows, key=lambda row: not all(word in row[1] for word in whole))


def shortest(forms):
    """Without those that begin with another one: what holds them holds that too."""
    return [one for one in forms if not any(one != it and one.startswith(it) for it in forms)]


def top(tests):
    """[(id, search text)] of what is on sale, the most bought first. A test is a list of words, one
    of which the search text has to hold."""
    holds = " AND ".join(f"({' OR '.join(['search_text LIKE %s'] * len(one))})" for one in tests)
    words = [connection.ops.prep_for_like_query(word) for one in tests for word in one]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, search_text FROM shop_product WHERE is_active AND {holds}"
            f" ORDER BY sold DESC, id DESC LIMIT {MOST + 1}",
            [f"%{word}%" for word in words],
        )
        return cursor.fetchall()


def merged(*lists):
    """The ids of some lists of rows or ids, each once."""
    found = (row[0] if isinstance(row, tuple) else row for rows in lists for row in rows)
    return tuple(dict.fromkeys(found))


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


def nearest_words(words):
    """{misspelt word: (folded, written) of the word of the shop most like it}, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (word) word, folded, written FROM unnest(%s::text[]) AS word"
            " JOIN shop_searchword ON folded %% word"
            " ORDER BY word, similarity(folded, word) DESC, folded",
            [words],
        )
        return {
            word: (folded, written) for word, folded, written in cursor.fetchall() if word != folded
        }
