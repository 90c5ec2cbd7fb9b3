"""The whole way as a guest with a phone in the hand, with scripts and without, and by keyboard."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from shop.catalog.models import Stock
from tests.life import GOOD_CARD, MAIL, PHONE, SECURE_CODE, code_on, dispatch_all, links_in

from .conftest import PHONE as PHONE_SIZE
from .look import keep_picture, sticks_out

TOTAL = "#summary .summary__line--total .summary__amount"
CONTACT = {"#id_name": "Ayşe Yılmaz", "#id_phone": "0532 123 45 67", "#id_email": MAIL}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_shelf_to_return(open_page, shelf, merchant, sandbox, worker, scripts):
    page = open_page(java_script_enabled=scripts)
    put_mug_in_cart(page)
    fill_checkout(page, scripts)
    expect(page.locator(TOTAL)).to_contain_text("299,80")
    choose(page, "option", "yurtici:standard", scripts)
    expect(page.locator(TOTAL)).to_contain_text("314,80")
    page.locator("#id_agreed").check()
    keep_picture(page, f"walk checkout {scripts}")
    page.locator("form#checkout button:not([formaction])").last.click()
    pay(page)
    page.wait_for_url("**/t/*/")
    worker.finish()
    deliver(merchant, sandbox, worker)
    page.goto(links_in(sandbox.phone(PHONE)[-1]["text"])[0])
    assert page.locator("h1").inner_text().startswith("Kapında: ")
    send_back(page, sandbox, worker)
    worker.finish()  # or the page may be read before or after the carrier has answered
    page.reload()
    assert page.locator("h1").inner_text().startswith("İade kodu: KPND")
    if scripts:
        assert sticks_out(page) == []


def put_mug_in_cart(page):
    page.goto("/products/kupa/")
    page.locator("form[action='/cart/lines/'] button[type=submit]").click()
    page.locator("main a[href='/checkout/']").first.click()
    page.wait_for_url("**/checkout/")


def fill_checkout(page, scripts):
    for field, words in CONTACT.items():
        page.locator(field).fill(words)
    choose(page, "province", "06", scripts)
    page.locator("#id_district").select_option("Çankaya")
    page.locator("#id_neighbourhood").fill("Kızılay Mah")
    page.locator("#id_address").fill("Atatürk Bulvarı No: 1 D: 5")


def choose(page, name, value, scripts):
    """Choose, and wait until the page says what follows from it."""
    form = page.locator("form#checkout")
    field = form.locator(f"select[name={name}], input[name={name}][value='{value}']")
    with page.expect_response("**/checkout/options/"):
        if name == "province":
            field.select_option(value)
        else:
            field.check()
        if not scripts:
            page.locator("button[formaction='/checkout/options/']").first.click()
    page.wait_for_load_state()


def pay(page):
    """The bank's own pages: card, then the code of 3-D Secure."""
    page.locator("#number").fill(GOOD_CARD)
    page.locator("#number").press("Enter")
    page.locator("#code").fill(SECURE_CODE)
    page.locator("#code").press("Enter")


def deliver(merchant, sandbox, worker):
    dispatch_all(merchant)
    worker.finish()
    sandbox.push(sandbox.parcels()[0]["number"], "deliver")
    worker.do("shipping.tasks.refresh_shipments")


def send_back(page, sandbox, worker):
    page.locator("a[href$='/returns/new/']").click()
    page.locator("select[name^=quantity_]").select_option("1")
    onwards = page.locator("main form.form button[type=submit]")
    onwards.click()
    page.locator("input[value=changed_mind]").check()
    onwards.click()
    onwards.click()
    page.wait_for_url("**/returns/new/code/")
    worker.finish()
    page.locator("#id_digits").fill(code_on(sandbox))
    onwards.click()
    page.wait_for_url(re.compile(r"/returns/\d+/$"))


def test_ordering_by_keyboard_alone(phone, shelf, sandbox, worker):
    """Tab, arrows, space and Enter; where the keyboard stands can be seen at every step."""
    put_mug_in_cart(phone)
    keys = phone.keyboard
    for field, words in CONTACT.items():
        tab_to(phone, field)
        keys.type(words)
    tab_to(phone, "#id_province")
    keys.type("Ankara", delay=250)  # longer than a choice waits before it is asked about
    phone.wait_for_selector("#id_district option[value='Çankaya']", state="attached")
    assert phone.locator("#id_province").input_value() == "06"
    tab_to(phone, "#id_district")
    while phone.locator("#id_district").input_value() != "Çankaya":
        keys.press("ArrowDown")
    tab_to(phone, "#id_neighbourhood")
    keys.type("Kızılay Mah")
    tab_to(phone, "#id_address")
    keys.type("Atatürk Bulvarı No: 1")
    tab_to(phone, "[name=option]")
    keys.press("ArrowDown")
    expect(phone.locator(TOTAL)).to_contain_text("309,80")
    assert phone.evaluate("document.activeElement.matches('[name=option]:checked')")
    tab_to(phone, "#id_agreed")
    keys.press("Space")
    tab_to(phone, "form#checkout button:not([formaction])")
    keys.press("Enter")
    phone.wait_for_url("**/bank/**")
    assert sandbox.bank()[0]["amount"] == 30980


STANDS = """() => { const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none" ||
    getComputedStyle(document.activeElement.closest("label, summary") ?? document.body)
      .outlineStyle !== "none"; }"""


def tab_to(page, wanted):
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(STANDS), page.evaluate("document.activeElement.outerHTML")[:200]
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def test_the_same_page_in_the_other_language(phone, shelf):
    phone.goto("/products/kupa/")
    phone.locator("footer a[lang=en]").click()
    phone.wait_for_url("**/en/products/kupa/")
    assert phone.locator("html").get_attribute("lang") == "en"
    assert phone.locator("h1").inner_text() == "Ceramic mug"
    phone.locator("form[action='/en/cart/lines/'] button[type=submit]").click()
    phone.wait_for_url("**/en/cart/")
    phone.locator("footer a[lang=tr]").click()
    phone.wait_for_url(re.compile(r"\d/cart/$"))
    assert phone.locator("h1").inner_text() == "Sepet"


def test_the_steps_of_a_quantity_rest_at_one_and_at_what_is_left(phone, shelf):
    Stock.objects.update(on_hand=3)
    phone.goto("/products/kupa/")
    number = phone.locator("#quantity")
    less, more = phone.locator("[data-step='-1']"), phone.locator("[data-step='1']")
    assert min(less.bounding_box()[side] for side in ("width", "height")) >= 44
    expect(less).to_be_disabled()
    more.press("Enter")
    more.press("Space")
    expect(number).to_have_value("3")
    expect(more).to_be_disabled()
    expect(number).to_be_focused()
    number.press("ArrowDown")
    expect(more).to_be_enabled()
    phone.locator("form[action='/cart/lines/'] button[type=submit]").click()
    phone.wait_for_url("**/cart/")
    expect(phone.locator("input[name=quantity]")).to_have_value("2")


def test_without_scripts_the_number_stands_alone(open_page, shelf):
    page = open_page(java_script_enabled=False)
    page.goto("/products/kupa/")
    expect(page.locator("[data-step='1']")).to_be_hidden()
    assert page.locator("[data-step='1']").bounding_box() is None
    page.locator("#quantity").fill("3")
    page.locator("form[action='/cart/lines/'] button[type=submit]").click()
    expect(page.locator("input[name=quantity]")).to_have_value("3")


@pytest.mark.parametrize("trouble", [{"status": 503}, None], ids=["busy", "away"])
def test_a_choice_that_is_not_taken_in_says_so_and_can_be_made_again(chromium, shelf, trouble):
    """503 is what is answered to whoever waits too long for what somebody else is changing."""
    with chromium.new_context(locale="tr-TR", base_url=settings.SITE_URL, **PHONE_SIZE) as context:
        page = context.new_page()  # its console may complain
        put_mug_in_cart(page)
        fill_checkout(page, scripts=True)
        expect(page.locator(TOTAL)).to_contain_text("299,80")
        options, busy = "**/checkout/options/", page.locator("[data-busy]")
        expect(busy).to_be_hidden()
        page.route(options, lambda route: route.fulfill(**trouble) if trouble else route.abort())
        page.locator("input[name=option][value='yurtici:standard']").check()
        expect(busy).to_contain_text("Seçiminiz işlenemedi")
        assert sticks_out(page) == []
        expect(page.locator(TOTAL)).to_contain_text("299,80")
        page.unroute(options)
        busy.get_by_role("button").click()
        expect(page.locator(TOTAL)).to_contain_text("314,80")
        expect(busy).to_be_hidden()
