from .base import Carrier


class Yurtici(Carrier):
    code = "yurtici"


plugin = Yurtici
