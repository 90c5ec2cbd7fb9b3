"""People who do not exist, and where they live."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from shipping.places import fold, neighbourhoods, provinces

WOMEN = """
Ayşe Zeynep Elif Fatma Emine Hatice Merve Büşra Esra Şeyma Özlem Gül Çiğdem Derya Ebru Gamze Hülya
Işıl İrem Leyla Pınar Selin Şule Tuğba Ülkü Yasemin Zehra Aslı Bahar Burcu Ceren Defne Dilek Ece
Ezgi Feride Filiz Gizem Gonca Handan İpek Kübra Melike Meltem Nazlı Nehir Nur Nurcan Öykü Rabia
Seda Sena Sevgi Sevim Sibel Sinem Songül Sude Tülay Yağmur Yeliz
""".split()
MEN = """
Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Yusuf Ömer Murat Emre Burak Can Ege Gökhan Kemal
Onur Rıza Serkan Uğur Volkan Barış Alper Arda Bora Caner Cem Cenk Çağrı Deniz Doruk Efe Enes Eren
Erhan Fatih Ferhat Furkan Halil Hakan İlker İsmail Kaan Kadir Kerem Levent Mert Metin Okan Orhan
Osman Ozan Özgür Ramazan Recep Selim Sinan Tolga Tuna Umut Yiğit Zafer
""".split()
LAST_NAMES = """
Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin
Kara Koç Kurt Özkan Şimşek Polat Korkmaz Özcan Çakır Erdoğan Güneş Aktaş Yavuz Bulut Işık Güler
Tekin Türk Kaplan Avcı Coşkun Gündüz Ünal Tunç Sarı Acar Akın Aksoy Albayrak Altın Ateş Bayram
Bilgin Bozkurt Ceylan Çiftçi Dinç Duman Durmaz Ekinci Erdem Eren Ergin Genç Gök Gökçe Karaca
Karadağ Karataş Keskin Köse Kocaman Mutlu Oral Önal Özer Parlak Sezer Soylu Şen Taş Tekeli Toprak
Turan Uçar Uysal Yalçın Yaman Yüksel Zengin
""".split()
MAIL_HOSTS = ["posta.example", "mektup.example", "e-posta.example"]
STREETS = """
Cumhuriyet Atatürk İnönü Gazi Lale Menekşe Çınar Zafer Barış Okul Bahçe Pınar Fatih Mimar_Sinan
Yunus_Emre Mevlana Karanfil Akasya Papatya Nergis Ihlamur Zambak İstasyon Değirmen Çeşme Kavak
Şehitler Kışla Hürriyet İstiklal Piri_Reis Evliya_Çelebi Orhan_Veli Sait_Faik Gül Defne Zeytin
""".split()
BUILDINGS = """
Huzur Güven Yeşil Deniz Manolya Kardeşler Çamlık Umut Doğa Erguvan Saadet Park Mavi Yıldız Saray
""".split()
DELIVERY_NOTES = [
    "Zil çalışmıyor, lütfen arayın.",
    "Kapıcıya bırakabilirsiniz.",
    "Gündüz iş yerindeyim, 18.00'den sonra evdeyim.",
    "Site girişinde güvenliğe bırakın.",
    "Bebek uyuyor olabilir, zile basmayın, arayın.",
    "Arka girişten, ikinci kat.",
    "Adresi bulamazsanız arayın, tarif ederim.",
    "Komşum 7 numara da teslim alabilir.",
]
GIFT_NOTES = [
    "İyi ki doğdun. Nice güzel yıllara.",
    "Yeni evinizde hep güzel günler görün.",
    "Anneciğim, seni çok seviyorum.",
    "Güle güle kullan.",
    "Sınavını kazandığını duyunca çok sevindik. Bu da bizden.",
    "Geçmiş olsun, bir an önce iyileş.",
    "Evlilik yıl dönümünüz kutlu olsun.",
    "Öğretmenler Gününüz kutlu olsun, emeğiniz için teşekkürler.",
]
# buyers by province: people in hundred thousands, more where shops like this one are known; the
# others have one
CROWD = {
    "34": 260, "06": 84, "35": 66, "16": 32, "07": 27, "42": 23, "01": 23, "63": 22, "27": 22,
    "41": 21, "33": 19, "21": 18, "31": 15, "45": 15, "38": 14, "55": 14, "10": 13, "46": 11,
    "65": 11, "09": 12, "59": 12, "54": 11, "48": 11, "20": 11, "26": 9, "44": 7, "25": 7,
    "47": 9, "61": 8, "52": 8, "02": 6, "23": 6, "58": 6, "67": 6, "60": 6, "19": 5, "72": 7,
}  # fmt: skip


@dataclass(frozen=True)
class Home:
    province: str
    district: str
    neighbourhood: str
    address: str


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    phone: str
    home: Home


class Townsfolk:
    """Makes people, no two with the same mail address."""

    def __init__(self, random):
        self.random, self.mailboxes = random, Counter()

    def person(self, province=None):
        name = f"{self.random.choice(self.random.choice([WOMEN, MEN]))} {self.last_name()}"
        return Person(name, self.email(name), self.phone(), self.home(province))

    def last_name(self):
        return self.random.choice(LAST_NAMES)

    def email(self, name):
        """ "Elif Kaya" → elif.kaya@…, ekaya@…, elifkaya84@…"""
        first, last = fold(name).split()
        year = self.random.randint(62, 99)
        forms = [f"{first}.{last}", f"{first[0]}{last}", f"{first}{last}{year}", f"{last}.{first}"]
        mailbox = self.random.choice(forms)
        self.mailboxes[mailbox] += 1
        if self.mailboxes[mailbox] > 1:
            mailbox += str(self.mailboxes[mailbox])
        return f"{mailbox}@{self.random.choice(MAIL_HOSTS)}"

    def phone(self):
        operator = self.random.choice([505, 506, 530, 532, 533, 535, 536, 541, 542, 543, 545, 555])
        return f"+90{operator}{self.random.randint(2_000_000, 9_999_999)}"

    def home(self, province=None):
        province = province or self.random.choices(list(provinces()), crowd())[0]
        district, neighbourhood = self.random.choice(quarters(province))
        return Home(province, district, neighbourhood, self.street())

    def street(self):
        name = self.random.choice(STREETS).replace("_", " ")
        number = f"No: {self.random.randint(1, 98)}"
        if self.random.random() < 0.15:
            return f"{name} Sok. {number}"
        kind = self.random.choice(["Sok.", "Sok.", "Sok.", "Cad."])
        building = ""
        if self.random.random() < 0.4:
            building = f"{self.random.choice(BUILDINGS)} Apt. "
        return f"{name} {kind} {building}{number} D: {self.random.randint(1, 24)}"


@cache
def crowd():
    return [CROWD.get(code, 1) for code in provinces()]


@cache
def quarters(province):
    """[(district, neighbourhood)] of the towns of a province; where most of them are, most people
    live."""
    return [
        (district, name)
        for district, names in neighbourhoods(province).items()
        for name in names
        if name.endswith(" Mah")
    ]
