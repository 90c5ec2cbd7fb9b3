"""A mail as we want it on the wire."""

from email.header import Header

from django.core.mail import EmailMultiAlternatives


class Letter(EmailMultiAlternatives):
    """Its subject begins on the line of its name. Django encodes a subject without counting the
    name, so that a long Turkish one begins on the second line, and some readers show the space
    that every further line begins with."""

    def message(self):
        mail = super().message()
        mail.replace_header("Subject", Header(str(self.subject), header_name="Subject"))
        return mail
