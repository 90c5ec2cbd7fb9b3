"""SOAP over our own HTTP client. zeep knows the WSDL (a file beside the plug-in), writes the
message and reads the answer; it never touches the network."""

import logging
import re

import zeep
from lxml import etree
from zeep.helpers import serialize_object

from notifications.http import Away

logger = logging.getLogger(__name__)

# Strict about XML, patient about order and additions: carriers add fields without telling
SETTINGS = zeep.Settings(
    strict=True,
    forbid_dtd=True,
    forbid_entities=True,
    forbid_external=True,
    xml_huge_tree=False,
    xsd_ignore_sequence_order=True,
)
HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
NAMES_ANOTHER_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding=["'](?!utf-8)""", re.IGNORECASE)


class Soap:
    def __init__(self, wsdl, http, *, fallback_encoding=""):
        self.client = zeep.Client(str(wsdl), settings=SETTINGS)
        self.http = http
        self.fallback_encoding = fallback_encoding

    def ask(self, operation, **fields):
        message = self.write(operation, fields)
        return self.read(operation, self.http.ask("POST", data=message, headers=HEADERS))

    def write(self, operation, fields):
        envelope = self.client.create_message(self.client.service, operation, **fields)
        return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")

    def read(self, operation, answer):
        """The body's only part as a dict of dicts, lists and strings; nonsense is `Away`."""
        binding = self.client.service._binding
        try:
            result = binding.process_reply(
                self.client, binding.get(operation), self._in_readable_letters(answer)
            )
        except zeep.exceptions.Fault as error:
            raise Away(f"SOAP fault: {error.message}") from error
        except (zeep.exceptions.Error, etree.LxmlError, *NONSENSE) as error:
            raise Away(f"The answer makes no sense: {type(error).__name__}") from error
        if result is None:
            raise Away("The answer is empty")
        return serialize_object(result, dict)

    def _in_readable_letters(self, answer):
        """Some services say UTF-8 and send Turkish single bytes."""
        if not self.fallback_encoding or NAMES_ANOTHER_ENCODING.match(answer.content):
            return answer
        try:
            answer.content.decode("utf-8")
        except UnicodeDecodeError:
            logger.warning("%s mislabels its letters", self.http.host)
            text = answer.content.decode(self.fallback_encoding, errors="replace")
            return type(answer)(answer.status_code, text.encode(), answer.headers)
        return answer


# what zeep raises for a body that is XML but not the answer it expects
NONSENSE = (IndexError, KeyError, TypeError, ValueError, AttributeError)
