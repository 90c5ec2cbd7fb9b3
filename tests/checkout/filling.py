"""Filling in the checkout form as a browser does: what the page says, then one's own words."""

from lxml import html

AYSE = {
    "name": "Ayşe Yılmaz",
    "phone": "0532 123 45 67",
    "email": "ayse@example.com",
    "province": "06",
    "district": "Çankaya",
    "neighbourhood": "Kızılay Mah",
    "address": "Atatürk Bulvarı No: 1 Daire: 2",
    "agreed": "on",
}


def fields_of(response):
    """What a browser would send of a page's checkout form as it stands."""
    form = html.document_fromstring(response.content).get_element_by_id("checkout")
    return dict(form.form_values())


def filled(client, **words):
    """The form of the checkout page, with Ayşe's words and these over it."""
    return fields_of(client.get("/checkout/")) | AYSE | words


def with_choice(client, form, **choice):
    """The form after choosing something and asking for the new numbers, without JavaScript."""
    return form | fields_of(client.post("/checkout/options/", form | choice)) | choice | AYSE
