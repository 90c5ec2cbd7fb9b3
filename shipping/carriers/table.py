from .base import Carrier


class Table(Carrier):
    code = "table"


plugin = Table
