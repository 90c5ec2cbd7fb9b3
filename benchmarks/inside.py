"""The same visitor inside this process, so that its queries can be counted."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .client import TOKEN


class InProcess:
    """Duck-typed for `client.Visitor`."""

    def __init__(self, province):
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.cookies["province"] = province
        self.client.cookies["csrftoken"] = TOKEN
        self.address = "127.0.0.1"

    @property
    def cookies(self):
        return {name: one.value for name, one in self.client.cookies.items() if one.value}

    def get(self, path):
        return self.answer(self.client.get(path, headers=self.came_from))

    def post(self, path, **fields):
        form = fields | {"csrfmiddlewaretoken": TOKEN}
        return self.answer(self.client.post(path, form, headers=self.came_from))

    def swap(self, path, **fields):
        form = fields | {"csrfmiddlewaretoken": TOKEN}
        by_htmx = self.came_from | {"HX-Request": "true"}
        return self.answer(self.client.post(path, form, headers=by_htmx))

    @property
    def came_from(self):
        return {"X-Forwarded-For": self.address}

    def answer(self, response):
        return response.status_code, response.headers.get("Location", ""), response.content


def queries_of(one, goods, province):
    """Of the third time, when what is kept in memory is there."""
    for number in (0, 0, 0):
        visitor = InProcess(province)
        if one.prepare:
            one.prepare(visitor, goods, number)
        with CaptureQueriesContext(connection) as captured:
            one.run(visitor, goods, number)
    connection.close()
    return len(captured)
