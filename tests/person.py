"""A person at a browser that runs no scripts: opens pages, follows links, fills in forms and sends
them, and knows nothing but what stands on the page."""

import re
from urllib.parse import urljoin

import requests
from django.conf import settings
from lxml import html

TIMEOUT = 20  # seconds; nothing may hang for longer


class Person:
    def __init__(self, language="tr"):
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.answer = None
        self.page = None
        self.waits = []  # seconds until each answer so far, redirects too

    # --- going

    def open(self, address):
        """A path of the shop, or a whole address from a message."""
        return self.see(self.session.get(urljoin(settings.SITE_URL, address), timeout=TIMEOUT))

    def follow(self, part):
        """The first link whose address holds `part`."""
        return self.open(urljoin(self.address, self.link(part)))

    def link(self, part):
        found = [link for link in self.page.xpath("//a/@href") if part in link]
        assert found, f"no link to {part} on {self.address}"
        return found[0]

    def send(self, holding, button="", **fields):
        """Fill in and send the form that has a field named `holding`, or goes to an address that
        ends with it. `button`: the name=value of the button pressed, or the end of its formaction.
        A field of None is unticked."""
        form = self.form(holding)
        for name, value in fields.items():
            fill(form, name, value)
        values, pressed = form.form_values(), self.button(form, button)
        if pressed is not None and pressed.get("name"):
            values.append((pressed.get("name"), pressed.get("value", "")))
        action = (pressed is not None and pressed.get("formaction")) or form.get("action") or ""
        where = urljoin(self.address, action)
        if form.method == "GET":
            return self.see(self.session.get(where, params=values, timeout=TIMEOUT))
        headers = {"Referer": self.address, "Origin": origin(self.address)}
        return self.see(self.session.post(where, values, headers=headers, timeout=TIMEOUT))

    def form(self, holding):
        for form in self.page.forms:
            if holding in form.fields or (form.get("action") or "").endswith(holding):
                return form
        raise AssertionError(f"no form for {holding} on {self.address}: {self.text[:400]}")

    def button(self, form, wanted):
        buttons = form.xpath(".//button[not(@type) or @type='submit'] | .//input[@type='submit']")
        if not wanted:
            return next((one for one in buttons if not one.get("formaction")), None)
        for one in buttons:
            named = f"{one.get('name')}={one.get('value')}"
            if named == wanted or (one.get("formaction") or "").endswith(wanted):
                return one
        raise AssertionError(f"no button {wanted} on {self.address}")

    # --- seeing

    def see(self, answer):
        self.answer = answer
        self.waits += [one.elapsed.total_seconds() for one in (*answer.history, answer)]
        is_page = "html" in answer.headers.get("Content-Type", "") and answer.text
        self.page = html.document_fromstring(answer.text) if is_page else None
        return self

    @property
    def address(self):
        return self.answer.url

    @property
    def status(self):
        return self.answer.status_code

    @property
    def text(self):
        """The words of the page's main part, one space between them."""
        main = self.page.xpath("//main") or [self.page]
        return plain(main[0].text_content())

    def values(self, name):
        """What can be chosen in a field: the values of its radios or of its list."""
        inputs = self.page.xpath("//input[@name=$name]/@value", name=name)
        return inputs or self.page.xpath("//select[@name=$name]/option/@value", name=name)


def plain(text):
    """One ordinary space wherever there is space of any kind."""
    return re.sub(r"\s+", " ", text).strip()


def fill(form, name, value):
    """As by hand: only what the field offers can be chosen."""
    field = form.inputs[name]
    if getattr(field, "type", "") == "checkbox":
        field.checked = value is not None
    elif isinstance(field, html.CheckboxGroup):
        field.value = value
    else:
        field.value = str(value)


def origin(address):
    return "/".join(address.split("/")[:3])
