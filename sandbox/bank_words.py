"""What the bank's pages say, in the language the shop asked for, and its test cards by number."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal

ISTANBUL = ZoneInfo("Europe/Istanbul")
MOMENTS = {"tr": "d MMMM y HH.mm", "en": "d MMMM y HH:mm"}


class Card(NamedTuple):
    does: str
    brand: str
    label: dict  # by language


CARDS = {
    "4355084355084358": Card("good", "Visa", {"tr": "Onaylanır", "en": "Accepted"}),
    "5406675406675403": Card(
        "declined", "Mastercard", {"tr": "Banka reddeder", "en": "Declined by the bank"}
    ),
    "9792030394440796": Card("poor", "Troy", {"tr": "Bakiye yetersiz", "en": "Too little balance"}),
    "4131111111111117": Card(
        "broken_secure", "Visa", {"tr": "3D Secure doğrulanamaz", "en": "3-D Secure fails"}
    ),
}
WORDS = {
    "tr": {
        "lang": "tr",
        "bank": "Deneme Bankası",
        "sandbox": "Bu sayfa denemedir, hiçbir karttan para çekilmez.",
        "title": "Kartla ödeme",
        "shop": "İş yeri",
        "amount": "Tutar",
        "at": "Tarih",
        "card": "Kart",
        "ending": "sonu %(digits)s",
        "number": "Kart numarası",
        "holder": "Kartın üzerindeki ad",
        "expires": "Son kullanma (AA/YY)",
        "cvc": "Güvenlik kodu",
        "pay": "Öde",
        "cards": "Deneme kartları",
        "cards_text": "Numara yeter; öteki alanlar boş kalabilir.",
        "unknown_card": "Bu kart tanınmıyor. Aşağıdaki deneme kartlarından birini yazın.",
        "secure": "3D Secure doğrulaması",
        "secure_text": "Sonu %(digits)s olan cep telefonunuza gönderilen 6 haneli kodu yazın.",
        "secure_text_plain": "Cep telefonunuza gönderilen 6 haneli kodu yazın.",
        "secure_warning": "Kodu kimseyle paylaşmayın. İş yeri ve tutar doğru değilse onaylamayın.",
        "code": "Doğrulama kodu",
        "code_is": "Burası deneme bankası, SMS göndermez. Kod: %(code)s",
        "wrong_code": "Kod yanlış. Kalan deneme hakkınız: %(left)s.",
        "confirm": "Ödemeyi onayla",
        "broken": "Kartınızın bankasına ulaşılamıyor, doğrulama yapılamadı.",
        "broken_text": "Kartınızdan para çekilmedi. Mağazaya dönüp başka bir kart deneyin.",
        "leave": "Vazgeç ve mağazaya dön",
        "paid": "Ödeme alındı",
        "failed": "Ödeme alınmadı",
        "back": "Mağazaya dön",
    },
    "en": {
        "lang": "en",
        "bank": "Sandbox Bank",
        "sandbox": "This page is a rehearsal; no card is charged.",
        "title": "Pay by card",
        "shop": "Merchant",
        "amount": "Amount",
        "at": "Date",
        "card": "Card",
        "ending": "ending in %(digits)s",
        "number": "Card number",
        "holder": "Name on the card",
        "expires": "Expires (MM/YY)",
        "cvc": "Security code",
        "pay": "Pay",
        "cards": "Test cards",
        "cards_text": "The number is enough; the other fields may stay empty.",
        "unknown_card": "This card is not known. Type one of the test cards below.",
        "secure": "3-D Secure confirmation",
        "secure_text": "Type the 6 digits sent to your mobile phone ending in %(digits)s.",
        "secure_text_plain": "Type the 6 digits sent to your mobile phone.",
        "secure_warning": (
            "Share the code with nobody. Confirm only if merchant and amount are right."
        ),
        "code": "Code",
        "code_is": "This is a sandbox and sends no SMS. The code is %(code)s",
        "wrong_code": "This code is wrong. Tries left: %(left)s.",
        "confirm": "Confirm the payment",
        "broken": "The bank of your card cannot be reached, nothing was confirmed.",
        "broken_text": "Your card was not charged. Go back to the shop and try another card.",
        "leave": "Cancel and go back to the shop",
        "paid": "Paid",
        "failed": "Not paid",
        "back": "Back to the shop",
    },
}


def money_on_page(kurus, language):
    """122980 → "1.229,80 TL" or "1,229.80 TL", as the shop writes it."""
    return format_decimal(kurus / 100, "#,##0.00", locale=language) + "\u00a0TL"


def moment_on_page(at, language):
    return format_datetime(at, MOMENTS[language], tzinfo=ISTANBUL, locale=language)
