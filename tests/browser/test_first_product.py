"""The tab tells once how long its visit took to the first product, and by which way."""

from shop.catalog.first_products import FirstProduct


def told():
    return list(FirstProduct.objects.order_by("pk").values_list("way", "count"))


def open_product(page):
    with page.expect_response("**/first-product/"):
        page.goto("/products/kupa/")


def test_the_way_to_the_first_product_is_told_once(open_page, shelf):
    page = open_page()
    page.goto("/categories/mutfak/")
    with page.expect_response("**/first-product/"):
        page.locator(".card__link").first.click()
    page.goto("/")
    page.goto("/products/kupa/")
    page.wait_for_load_state("networkidle")
    assert told() == [("category", 1)]


def test_who_lands_on_a_product_found_it_straight(open_page, shelf):
    open_product(open_page())
    assert told() == [("straight", 1)]


def test_who_asks_not_to_be_counted_is_not(open_page, shelf):
    page = open_page()
    page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page.goto("/")
    page.goto("/products/kupa/")
    page.wait_for_load_state("networkidle")
    assert told() == []
    assert page.evaluate("sessionStorage.getItem('visit')") is None
