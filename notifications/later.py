"""Libraries that few processes need, loaded where they are first used: who never prints a label
holds no PDF library, who never speaks SOAP no SOAP library.

    labels = Later("shipping.labels")  # at the top of the file, in the place of the import
    labels.labels_pdf(…)  # loaded now
"""

from importlib import import_module


class Later:
    """A module by its name."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        return getattr(import_module(self._name), attribute)
