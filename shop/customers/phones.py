import phonenumbers
from django.utils.html import format_html


def phone_as_written(number):
    """+905321234567 → 0532 123 45 67; a foreign number keeps its country."""
    try:
        parsed = phonenumbers.parse(number, "TR")
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    at_home = parsed.country_code == 90
    return phonenumbers.format_number(parsed, style.NATIONAL if at_home else style.INTERNATIONAL)


def phone_link(number):
    """For the desk: to be read, and pressed on a phone."""
    if not number:
        return "-"
    return format_html('<a href="tel:{}">{}</a>', number, phone_as_written(number))
