import phonenumbers


def phone_as_written(number):
    """+905321234567 → 0532 123 45 67; a foreign number keeps its country."""
    try:
        parsed = phonenumbers.parse(number, "TR")
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    at_home = parsed.country_code == 90
    return phonenumbers.format_number(parsed, style.NATIONAL if at_home else style.INTERNATIONAL)
