"""Names and streets of people who do not exist."""

FIRST_NAMES = """
Ayşe Mehmet Zeynep Mustafa Elif Ahmet Fatma Ali Emine Hüseyin Hatice Hasan Merve İbrahim Büşra
Yusuf Esra Ömer Şeyma Murat Özlem Emre Gül Burak Çiğdem Can Derya Deniz Ebru Ege Gamze Gökhan
Hülya Işıl İrem Kemal Leyla Onur Pınar Rıza Selin Serkan Şule Tuğba Uğur Ülkü Volkan Yasemin
Zehra Barış
""".split()
LAST_NAMES = """
Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan
Çetin Kara Koç Kurt Özkan Şimşek Polat Korkmaz Özcan Çakır Erdoğan Güneş Aktaş Yavuz Bulut Işık
Güler Tekin Türk Kaplan Avcı Coşkun Gündüz Ünal Tunç Sarı
""".split()
STREETS = """
Cumhuriyet Atatürk İnönü Gazi Lale Menekşe Çınar Zafer Barış Okul Bahçe Pınar Fatih Mimar_Sinan
Yunus_Emre Mevlana Karanfil Akasya
""".split()
NOTES = ["", "", "", "", "Zil çalışmıyor, lütfen arayın.", "Kapıcıya bırakabilirsiniz.", ""]
# people per province, in hundred thousands, for those with more than one; the others have one
CROWD = {
    "34": 157, "06": 58, "35": 45, "16": 32, "07": 27, "42": 23, "01": 23, "63": 22, "27": 22,
    "41": 21, "33": 19, "21": 18, "31": 15, "45": 15, "38": 14, "55": 14, "10": 13, "46": 11,
    "65": 11, "09": 12, "59": 12, "54": 11, "48": 11, "20": 11, "26": 9, "44": 7, "25": 7,
    "47": 9, "61": 8, "52": 8, "02": 6, "23": 6, "58": 6, "67": 6, "60": 6, "19": 5, "72": 7,
}  # fmt: skip


def person(random):
    return random.choice(FIRST_NAMES), random.choice(LAST_NAMES)


def street(random):
    name = random.choice(STREETS).replace("_", " ")
    return f"{name} Sok. No: {random.randint(1, 98)} D: {random.randint(1, 20)}"


def phone(random):
    return (
        f"+90{random.choice(['532', '542', '505', '555', '533'])}{random.randint(0, 9999999):07d}"
    )
