"""A form of a verb that is refused keeps what was typed and says why at its field."""

import pytest
from lxml import html

from shop.catalog.manuals import Manual
from shop.payments.models import Payment
from tests import make
from tests.service.desk import act, page, said, started

pytestmark = pytest.mark.django_db


def asked_again(response):
    assert response.status_code == 422
    return html.document_fromstring(response.content.decode())


@pytest.fixture
def transfer():
    return started(make.order(method="transfer"))


def test_a_field_that_is_wrong_says_so_and_the_others_keep_their_words(mina, transfer):
    shown = asked_again(
        act(mina, transfer, "confirm", amount="yüz lira", bank_reference="FAST <1>")
    )
    field = shown.get_element_by_id("id_confirm-amount")
    assert field.get("value") == "yüz lira"
    assert field.get("aria-invalid") == "true"
    assert "id_confirm-amount_error" in field.get("aria-describedby")
    assert shown.get_element_by_id("id_confirm-amount_error").text_content().strip()
    assert shown.get_element_by_id("id_confirm-bank_reference").get("value") == "FAST <1>"
    assert Payment.objects.get().state == "started"


def test_what_the_verb_refuses_stands_in_its_form(mina, transfer):
    answer = act(mina, transfer, "confirm", amount="299,79", bank_reference="FAST 1")
    shown = asked_again(answer)
    [sentence] = shown.xpath("//form[@data-takes-focus]//p[@role='alert']/text()")
    assert sentence.startswith("İstenen tutar")
    assert shown.get_element_by_id("id_confirm-amount").get("value") == "299,79"
    assert Payment.objects.get().state == "started"


def test_what_has_moved_on_meanwhile_is_said_once_on_its_page(mina, transfer):
    transfer.move_to("paid", at=transfer.started_at)
    answer = act(mina, transfer, "confirm", amount="299,80", bank_reference="FAST 1")
    assert answer.redirect_chain == [(page(transfer), 302)]
    assert said(answer) == ["Bu artık yapılamaz: kayıt bu arada ilerlemiş."]


def test_every_field_in_a_table_of_rows_says_its_columns_name(mina):
    mug = make.product()
    Manual.objects.create(product=mug, title="Kılavuz", language="tr", file="manuals/a.pdf", size=1)
    shown = mina.get(page(mug)).context["inline_admin_formsets"][2].formset.forms[0]
    assert 'aria-label="Başlık"' in str(shown["title"])
    assert 'aria-label="Dil"' in str(shown["language"])
