"""Filling in the checkout form as a browser does: what the page says, then one's own words."""

from html.parser import HTMLParser

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


class Fields(HTMLParser):
    """The successful controls of a page's checkout form."""

    def __init__(self, html):
        super().__init__()
        self.values, self.inside = {}, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == "checkout"
        if not self.inside or "name" not in attrs or tag != "input" or "disabled" in attrs:
            return
        if attrs.get("type") in {"radio", "checkbox"} and "checked" not in attrs:
            return
        absent = "on" if attrs.get("type") in {"radio", "checkbox"} else ""
        self.values[attrs["name"]] = attrs.get("value", absent)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def fields_of(response):
    return Fields(response.content.decode()).values


def filled(client, **words):
    """The form of the checkout page, with Ayşe's words and these over it."""
    return fields_of(client.get("/checkout/")) | AYSE | words


def with_choice(client, form, **choice):
    """The form after choosing something and asking for the new numbers, without JavaScript."""
    return form | fields_of(client.post("/checkout/options/", form | choice)) | choice | AYSE
