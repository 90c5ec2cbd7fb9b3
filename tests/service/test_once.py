"""Words and addresses that are worked out once still follow the language, and what varies is
worked out each time."""

import pytest
from django.template import Context, engines
from django.utils.translation import override


def drawn(template, language, autoescape=True, **facts):
    with override(language):
        return template.render(Context(facts, autoescape=autoescape))


@pytest.fixture
def written():
    return engines["django"].engine.from_string


def test_words_and_addresses_follow_the_language(written):
    template = written('{% translate "Change the cart" %} {% url "cart" %}')
    for _ in range(2):
        assert drawn(template, "tr") == "Sepeti değiştir /cart/"
        assert drawn(template, "en") == "Change the cart /en/cart/"


def test_words_in_a_plain_text_are_not_escaped_and_in_a_page_they_are(written):
    template = written("""{% translate "Tom's & Jerry" %}""")
    page = [drawn(template, "en") for _ in range(2)]
    text = [drawn(template, "en", autoescape=False) for _ in range(2)]
    django_s = written("""{% load i18n %}{% trans "Tom's & Jerry" %}""")
    assert page == [drawn(django_s, "en")] * 2
    assert text == [drawn(django_s, "en", autoescape=False)] * 2


def test_what_is_a_fact_of_the_page_is_looked_up_each_time(written):
    template = written('{% translate said %} {% url "product" slug %} {% url name %}')
    assert drawn(template, "en", said="Cart", slug="mug", name="cart").split() == [
        *("Cart", "/en/products/mug/", "/en/cart/")
    ]
    assert drawn(template, "en", said="Checkout", slug="pot", name="checkout").split() == [
        *("Checkout", "/en/products/pot/", "/en/checkout/")
    ]


def test_what_is_kept_under_a_name_is_there_each_time(written):
    template = written(
        '{% url "cart" as there %}{% translate "Cart" as word %}{{ word }} {{ there }}'
    )
    assert [drawn(template, "en") for _ in range(2)] == ["Cart /en/cart/"] * 2


def test_an_address_that_is_none_is_an_error_as_ever(written):
    with pytest.raises(Exception, match="nowhere"):
        drawn(written('{% url "nowhere" %}'), "tr")
