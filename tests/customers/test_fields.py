"""Phones, places and tax numbers are refused at the field, with a sentence."""

import pytest

from shop.customers.forms import AddressForm, PhoneField, TaxNumberField

HOME = {
    "label": "Ev",
    "name": "Ayşe Yılmaz",
    "phone": "0532 123 45 67",
    "province": "34",
    "district": "Kadıköy",
    "neighbourhood": "Caferağa Mah",
    "address": "Bahariye Cad. No: 3 D: 5",
}


@pytest.mark.parametrize(
    "written", ["0532 123 45 67", "5321234567", "+90 532 123 4567", "0090 (532) 123-45-67"]
)
def test_a_mobile_number_is_kept_in_one_way(written):
    assert PhoneField().clean(written) == "+905321234567"


def test_a_foreign_mobile_that_neither_courier_nor_sms_reaches_is_refused():
    with pytest.raises(Exception, match="yalnız Türkiye"):
        PhoneField().clean("+49 151 23456789")


@pytest.mark.parametrize("written", ["123", "0532 123 45 6", "telefon", "+90 999 999 99 99"])
def test_an_impossible_number_is_refused(written):
    with pytest.raises(Exception, match="telefon numarası değil"):
        PhoneField().clean(written)


def test_a_number_no_sms_can_reach_is_refused():
    with pytest.raises(Exception, match="SMS"):
        PhoneField().clean("0212 252 00 00")


@pytest.mark.parametrize("number", ["10000000146", "4540536920", "454 053 6920"])
def test_a_tax_number_that_checks_is_taken(number):
    assert TaxNumberField().clean(number) == number.replace(" ", "")


@pytest.mark.parametrize(
    "number", ["10000000147", "4540536921", "123", "00000000000", "٤٥٤٠٥٣٦٩٢٠"]
)
def test_a_tax_number_that_does_not_check_is_refused(number):
    with pytest.raises(Exception, match=r"VKN|TCKN"):
        TaxNumberField().clean(number)


def test_an_address_in_its_places_is_taken():
    form = AddressForm(HOME)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "+905321234567"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("province", "82", "Listeden bir il seçin."),
        ("district", "Çankaya", "İstanbul için bir ilçe seçin."),
        ("neighbourhood", "Kızılay", "Kadıköy için bir mahalle seçin."),
        ("phone", "12", "Bu bir telefon numarası değil"),
        ("name", "", "Teslim alacak kişinin adını ve soyadını yazın."),
        ("name", "A. 12", "Teslim alacak kişinin adını ve soyadını yazın."),
        ("address", "No: 5", "Sokağı, binayı ve daireyi yazın."),
        ("address", "No: 5 Kadıköy/İstanbul", "Sokağı, binayı ve daireyi yazın."),
    ],
)
def test_a_wrong_address_says_so_at_the_field(field, value, sentence):
    form = AddressForm({**HOME, field: value})
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]


def test_the_lists_follow_what_is_chosen_above_them():
    form = AddressForm({"province": "06", "district": "Çankaya"})
    districts = [name for name, _ in form.fields["district"].widget.choices]
    neighbourhoods = [name for name, _ in form.fields["neighbourhood"].widget.choices]
    assert "Kadıköy" not in districts
    assert "Çankaya" in districts
    assert len(neighbourhoods) > 50


def test_a_tax_number_in_full_width_digits_is_kept_in_plain_ones():
    assert TaxNumberField().clean("４５４０５３６９２０") == "4540536920"
