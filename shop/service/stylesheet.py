"""One stylesheet for the browser, many small files for us: wherever `css/kapinda.css` is looked
for, by the development server or by collectstatic, its `@import` lines are answered first."""

import re

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/kapinda.css"
SOURCES = settings.BASE_DIR / "static" / "css"
BUILT = settings.DATA_DIR / "stylesheet"
IMPORT = re.compile(r'@import "(?P<file>[\w-]+\.css)" layer\((?P<layer>\w+)\);')


class StylesheetFinder(BaseFinder):
    """Stands before Django's own finders, so that the joined file is the one they see."""

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        build()
        found = str(BUILT / NAME)
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns):
        build()
        yield NAME, FileSystemStorage(location=BUILT)


def build():
    """Join the files anew when one of them changed."""
    built = BUILT / NAME
    changed_at = max(file.stat().st_mtime for file in SOURCES.glob("*.css"))
    if built.exists() and built.stat().st_mtime > changed_at:
        return
    built.parent.mkdir(parents=True, exist_ok=True)
    built.write_text(joined((SOURCES / "kapinda.css").read_text()))


def joined(entry):
    def content(line):
        css = (SOURCES / line["file"]).read_text()
        return f"@layer {line['layer']}{{{css}}}"

    return shortened(IMPORT.sub(content, entry))


def shortened(css):
    """Without comments and the spaces only people need."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()
