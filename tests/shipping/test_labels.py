"""Labels and slips, read back from the PDF."""

from decimal import Decimal

import pytest
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

from shipping.labels import labels_pdf, packing_slip_pdf
from tests import make

pytestmark = pytest.mark.django_db


def texts(pdf):
    """The text of each page, spaces and line ends as one space."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(pdf)]


def test_a_label_says_who_where_and_what_in_turkish_letters():
    service = make.service(name="Ertesi gün")
    parcel = make.shipment(
        "KPND0000000042",
        service_row=service,
        receiver_name="Şükrü Ağaoğlu İnceışık",
        note="Zili çalmayın",
    )
    [label] = texts(labels_pdf([parcel]))
    for words in (
        "Kapında Kurye",
        "Ertesi gün",
        "KPND0000000042",
        "ALICI Şükrü Ağaoğlu İnceışık",
        "Kızılay, Atatürk Bulvarı No: 1",
        "Çankaya / Ankara",
        "GÖNDERİCİ Kapında Ticaret A.Ş.",
        "Tuzla / İstanbul",
        "Sipariş: 10428 · 2,5 desi · 0,8 kg",
        "Not: Zili çalmayın",
    ):
        assert words in label
    assert "HEDİYE" not in label
    assert "TAHSİL" not in label


def test_a_label_is_100_by_150_mm_one_page_for_each_parcel():
    document = PdfDocument(labels_pdf([make.shipment(), make.shipment()]))
    assert len(document) == 2
    assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [100, 150]


def test_cash_to_collect_and_gifts_stand_out():
    parcel = make.shipment(cod_amount=Decimal("1249.90"), is_gift=True)
    [label] = texts(labels_pdf([parcel]))
    assert "KAPIDA TAHSİL EDİLECEK: 1.249,90 TL" in label
    assert "HEDİYE" in label


def test_what_is_fetched_at_the_branch_is_paid_for_there():
    branch = make.service(code="branch", tier="branch")
    [label] = texts(labels_pdf([make.shipment(service_row=branch, cod_amount=Decimal("49.90"))]))
    assert "ŞUBEDE TAHSİL EDİLECEK: 49,90 TL" in label
    assert "KAPIDA TAHSİL" not in label


def test_a_sum_of_any_length_keeps_inside_its_box():
    parcel = make.shipment(cod_amount=Decimal("123456.90"))
    page = PdfDocument(labels_pdf([parcel]))[0]
    text = page.get_textpage()
    found = text.search("KAPIDA TAHSİL EDİLECEK: 123.456,90 TL").get_next()
    left, right = text.get_charbox(found[0])[0], text.get_charbox(sum(found) - 1)[2]
    boxes = [one.get_bounds() for one in page.get_objects(filter=[FPDF_PAGEOBJ_PATH])]
    box = next(one for one in boxes if one[2] - one[0] > 200 and one[3] - one[1] > 10)
    assert box[0] < left
    assert right < box[2]


def test_the_packer_reads_on_the_slip_what_is_to_be_wrapped():
    wrapped, plain = make.shipment(is_gift=True, gift_message="Nice yaşlara"), make.shipment()
    first, second = texts(packing_slip_pdf([wrapped, plain]))
    assert "HEDİYE PAKETİ" in first
    assert "Nice yaşlara" in first
    assert "HEDİYE" not in second


def test_a_return_label_turns_the_road_around():
    parcel = make.shipment(direction="back", return_code="IADE-77")
    [label] = texts(labels_pdf([parcel]))
    assert "İade kodu: IADE-77" in label
    assert label.index("ALICI Kapında Ticaret") < label.index("GÖNDERİCİ Ayşe Yılmaz")


def test_very_long_words_never_leave_the_label():
    parcel = make.shipment(
        receiver_name="A" * 120, address="upuzun sokak " * 23, note="n" * 200, is_gift=True,
        cod_amount=Decimal(1),
    )  # fmt: skip
    page = PdfDocument(labels_pdf([parcel]))[0]
    width, height = page.get_size()
    for box in (one.get_bounds() for one in page.get_objects()):
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= width + 1
        assert box[3] <= height + 1


def test_a_slip_lists_the_goods_and_the_gift_note_and_no_price():
    parcel = make.shipment(
        is_gift=True, gift_message="İyi ki doğdun Zeynep", cod_amount=Decimal("49.90")
    )
    [slip] = texts(packing_slip_pdf([parcel]))
    assert "2 × Seramik kupa KUPA-1" in slip
    assert "İyi ki doğdun Zeynep" in slip
    assert "Bu pakette" in slip
    assert "49" not in slip
    assert "TL" not in slip


def test_a_slip_names_the_shop():
    [slip] = texts(packing_slip_pdf([make.shipment()]))
    assert slip.startswith("Kapında Bu pakette")


def test_a_slip_speaks_the_customers_language():
    [slip] = texts(packing_slip_pdf([make.shipment(language="en")]))
    assert "What is in this parcel" in slip
    assert "Leaves us by Monday 23 November" in slip


def test_a_long_list_of_goods_goes_on_over_the_page():
    goods = [{"sku": f"S-{n}", "name": f"Ürün {n} " * 12, "quantity": 1} for n in range(40)]
    pages = texts(packing_slip_pdf([make.shipment(contents=goods)]))
    assert len(pages) == 3
    assert all(f"S-{n} " in " ".join(pages) + " " for n in range(40))
