"""What is checked on every page: axe finds nothing and nothing sticks out; a picture if wanted."""

import os
import re
from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
FIND = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`)"""
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body, body *")]
    .filter((one) => one.getBoundingClientRect().right > room + 1)
    .map((one) => `sticks out: ${one.outerHTML.slice(0, 100)}`).slice(0, 5);
}"""


def axe_violations(page):
    """["rule: element | element", …]; run through the debugger, which no security rule stops."""
    page.evaluate(AXE)
    return page.evaluate(FIND)


def sticks_out(page):
    """What makes the page scroll sideways; empty when it does not."""
    return page.evaluate(WIDER)


def keep_picture(page, name):
    folder = os.environ.get("BROWSER_SHOTS")
    if folder:
        name = re.sub(r"\W+", "-", name)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
