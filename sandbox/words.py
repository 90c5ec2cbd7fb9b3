"""What the page to watch says in Turkish. English stands where it is said: say("Next scan"). The
addresses tell the language, as the shop's own do: /en/ is English, anything else Turkish."""

from datetime import datetime

from babel.dates import format_datetime
from flask import Blueprint, request, url_for

blueprint = Blueprint("words", __name__)
LANGUAGES = {"tr": "Türkçe", "en": "English"}
HOURS = {"tr": "HH.mm", "en": "HH:mm"}
TURKISH = {
    "The world outside": "Mağazanın dışındaki dünya",
    "Phones, mailbox, parcels and faults of the world outside the shop": (
        "Mağazanın dışındaki dünya: telefonlar, posta kutusu, kargolar, arızalar"
    ),
    "Parts of this page": "Sayfanın bölümleri",
    "Language": "Dil",
    "To the shop": "Mağazaya git",
    "New parcels take a step every %(seconds)s seconds; those that were on their way before go on"
    " at their own times.": (
        "Yeni kargolar her %(seconds)s saniyede bir adım ilerler; önceden yolda olanlar kendi"
        " saatlerinde."
    ),
    "Parcels move when you push them.": "Kargolar siz ilerlettikçe ilerler.",
    "Without scripts this page stands still.": "Betikler kapalıyken sayfa kendini yenilemez.",
    "Look again": "Yenile",
    # the phone
    "Phone": "Telefon",
    "Other phones": "Öteki telefonlar",
    "No SMS yet": "Henüz SMS yok",
    "SMS, newest first": "SMS'ler, en yenisi üstte",
    "%(letters)s letters, %(parts)s SMS": "%(letters)s harf, %(parts)s SMS",
    "Place an order in the shop; what it sends shows here.": (
        "Mağazadan sipariş verin; gönderdiği SMS'ler burada görünür."
    ),
    # the parcels
    "Parcels": "Kargolar",
    "No parcel has been booked yet.": "Henüz kargo kaydı yok.",
    "Order %(number)s": "Sipariş %(number)s",
    "coming back": "iade",
    "registered": "kaydedildi",
    "handed over": "kargoda",
    "on the road": "yolda",
    "at the branch": "şubede",
    "out for delivery": "dağıtımda",
    "delivered": "teslim edildi",
    "nobody at home": "adreste bulunamadı",
    "going back": "geri dönüyor",
    "back at its sender": "gönderene döndü",
    "cancelled": "iptal edildi",
    "lost": "kayıp",
    "Next by itself: %(at)s %(place)s": "Kendiliğinden: %(at)s %(place)s",
    "Nothing more comes by itself": "Kendiliğinden bir şey olmayacak",
    "Next scan": "Sonraki adım",
    "Deliver": "Teslim et",
    "Nobody at home": "Adreste yok",
    "Delay": "Geciktir",
    "Refuse": "Alıcı reddetsin",
    "Lose": "Kaybet",
    # the mailbox
    "Mailbox": "Posta kutusu",
    "No mail yet.": "Henüz e-posta yok.",
    "%(count)s copies": "%(count)s kopya",
    "The mail as it looks": "E-postanın görünüşü",
    "Plain text": "Düz metin",
    "Headers": "Başlıklar",
    # the faults
    "Faults": "Arızalar",
    "What the shop does when the world misbehaves.": (
        "Dışarıda bir şey aksadığında mağazanın ne yaptığını görün."
    ),
    "Mail server": "E-posta sunucusu",
    "Bank": "Banka",
    "Set": "Uygula",
    "well": "çalışıyor",
    "hangs": "yanıt vermiyor",
    "fails": "hata veriyor",
    "answers nonsense": "anlamsız yanıt veriyor",
    "does everything twice": "her şeyi iki kez yapıyor",
    "tells no times": "saat bildirmiyor",
    "Empty the world": "Her şeyi sil",
}


def speaks():
    """The language of the page that is asked for."""
    return (request.view_args or {}).get("language", "tr")


def say(sentence, **facts):
    words = TURKISH[sentence] if speaks() == "tr" else sentence
    return words % facts if facts else words


@blueprint.app_context_processor
def words():
    return {"say": say, "language": speaks(), "languages": switch}


def switch():
    """(code, name, address of this page in it)"""
    for code, name in LANGUAGES.items():
        place = request.view_args | {"language": code} | request.args.to_dict()
        yield code, name, url_for(request.endpoint, **place)


@blueprint.app_template_filter("moment")
def moment(text):
    """24 Kas 16.00 · 24 Nov 16:00, or the hour alone for today's."""
    at, hour = datetime.fromisoformat(text), HOURS[speaks()]
    same_day = at.date() == datetime.now(at.tzinfo).date()
    return format_datetime(
        at, hour if same_day else f"d MMM {hour}", tzinfo=at.tzinfo, locale=speaks()
    )


@blueprint.app_template_filter("phone")
def phone(number):
    """5321234567 → 0532 123 45 67"""
    return f"0{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}"
