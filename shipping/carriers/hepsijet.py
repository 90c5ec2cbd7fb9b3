from .base import Carrier


class Hepsijet(Carrier):
    code = "hepsijet"


plugin = Hepsijet
