"""What is drawn once for all: never one person's words on another's page."""

from django.template import Context, Template
from django.utils.translation import override

from shop.checkout.forms import CheckoutForm

FIELD = Template("{% field form.name %}")


def shown(form):
    return FIELD.render(Context({"form": form}))


def test_what_somebody_typed_is_not_shown_to_the_next():
    assert 'value="Ayşe Yılmaz"' in shown(CheckoutForm(initial={"name": "Ayşe Yılmaz"}))
    assert "Ayşe" not in shown(CheckoutForm())


def test_an_empty_field_is_drawn_in_each_language():
    with override("tr"):
        assert "Ad soyad" in shown(CheckoutForm())
    with override("en"):
        assert "Name and surname" in shown(CheckoutForm())


def test_an_error_stays_with_the_form_it_belongs_to():
    wrong = CheckoutForm({"name": ""})
    wrong.is_valid()
    assert "field__error" in shown(wrong)
    assert "field__error" not in shown(CheckoutForm())


def test_a_drawing_follows_its_facts():
    template = Template('{% drawn "parts/_price.html" price=price %}')
    assert "10.00" in template.render(Context({"price": 10})).replace(",", ".")
    assert "12.00" in template.render(Context({"price": 12})).replace(",", ".")


def test_only_a_form_of_which_at_most_the_province_is_known_is_drawn_for_all():
    assert CheckoutForm(initial={"province": "06"}).blank.province == "06"
    assert CheckoutForm().blank.province == ""
    assert CheckoutForm(initial={"province": "06", "address": "Bulvar 1"}).blank is None
    assert CheckoutForm({"province": "06"}).blank is None


def test_a_tick_is_drawn_as_it_is_set():
    template = Template("{% field form.gift_wrap %}")
    ticked, empty = CheckoutForm(initial={"gift_wrap": "on"}), CheckoutForm()
    assert "checked" in template.render(Context({"form": ticked}))
    assert "checked" not in template.render(Context({"form": empty}))
    assert "checked" in template.render(Context({"form": ticked}))
