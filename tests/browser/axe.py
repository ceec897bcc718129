"""axe-core over a page in each of its looks, and the sizes that the elderly view promises."""

import os
from dataclasses import dataclass, field

import pytest
from browser.phone import Phone

try:
    from axe_playwright_python import base as axe_package
except ImportError:
    axe_package = None

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# No rule among these wants the style sheets fetched once more, which is a quarter of the work.
ALL = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}, "preload": False}
# What a change of colours and sizes can break; the rest of a page stays as it is.
OF_LOOKS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
    "preload": False,
}
LOOKS = [("light", "standard", ALL), ("dark", "standard", OF_LOOKS), ("light", "elder", OF_LOOKS)]
# For the many pages of the office, and for a second language: the second run tries both at once.
LOOKS_AT_ONCE = [("light", "standard", ALL), ("dark", "elder", OF_LOOKS)]
LEAST_HEIGHT = {"standard": 44, "elder": 60}
LEAST_FONT = {"standard": 16, "elder": 18}

WEAR = "([theme, view]) => Object.assign(document.documentElement.dataset, {theme, view})"
RUN = """async options => {
  const {violations, passes, incomplete} = await axe.run({...options, resultTypes: ["violations"]});
  const faults = violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`));
  const ran = [...violations, ...passes, ...incomplete].filter(rule => rule.nodes.length).map(rule => rule.id);
  return {faults, ran};
}"""
# What one taps like a button. Links within sentences and tables may be as high as their line, and the parts of a photo
# that is painted over as small as the photo makes them.
MEASURE = """least => [...document.querySelectorAll(
  "button, .button, summary, select, textarea, .brand, nav.staff a, footer a, label:has(> input[type=checkbox])," +
  "label:has(> input[type=radio]), input:not([type=hidden], [type=checkbox], [type=radio])"
)].filter(one => one.checkVisibility() && !one.closest(".sheet, .cover"))
  .filter(one => one.getBoundingClientRect().height < least - 0.5)
  .map(one => `${one.getBoundingClientRect().height} px high: ${one.outerHTML.slice(0, 160)}`)"""
FONT = "() => parseFloat(getComputedStyle(document.body).fontSize)"


def source() -> str:
    """Return axe-core, as the development environment carries it."""
    if axe_package is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-playwright-python, which carries axe, is missing")
    return axe_package.AXE_SCRIPT


@dataclass
class Axe:
    """Collects the faults of many pages, and which rules found something to look at."""

    script: str = field(default_factory=source, repr=False)
    faults: list[str] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)
    pages: int = 0

    def check(self, phone: Phone, name: str, looks: list = LOOKS) -> None:
        phone.page.evaluate(self.script)
        for theme, view, options in looks:
            self._check_look(phone, f"{name}, {phone.lang}, {theme}, {view}", theme, view, options)
        self.pages += 1

    def _check_look(self, phone: Phone, name: str, theme: str, view: str, options: dict) -> None:
        phone.page.evaluate(WEAR, [theme, view])
        found = phone.page.evaluate(RUN, options)
        self.ran |= set(found["ran"])
        problems = [*found["faults"], *phone.page.evaluate(MEASURE, LEAST_HEIGHT[view])]
        if phone.page.evaluate(FONT) < LEAST_FONT[view]:
            problems.append("the text is too small")
        self.faults += [f"{name}: {problem}" for problem in problems]
        phone.look()
