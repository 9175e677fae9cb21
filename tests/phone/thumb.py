"""A thumb that counts: every tap on the glass, every photo, every character typed."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.phone.hand import a_picture

KEYSTROKES = """() => {
  window.typed = 0
  addEventListener('keydown', () => window.typed++, true)
}"""


@dataclass
class Thumb:
    """What was done on one screen of glass."""

    page: Page
    folder: Path
    taps: int = 0
    photos: int = 0

    def watch(self) -> None:
        """Count keys from now on."""
        self.page.evaluate(KEYSTROKES)

    @property
    def typed(self) -> int:
        """How many keys were struck."""
        return self.page.evaluate("window.typed")

    def tap(self, place: Locator | str) -> None:
        """One tap, where there must be just one thing to tap."""
        found = self.page.get_by_test_id(place) if isinstance(place, str) else place
        found.click()
        self.taps += 1

    def chip(self, group: str, value: str) -> None:
        """One tap on one answer of a group; returns when it is taken."""
        chip = self.page.get_by_test_id(group).locator(f"button[data-value='{value}']")
        self.tap(chip)
        expect(chip).to_have_attribute("aria-pressed", "true")

    def number(self, box: Locator, digits: str) -> None:
        """A number on the pad, key by key, without the last OK: the next tap elsewhere closes it."""
        self.tap(box)
        for digit in digits:
            self.tap(self.page.get_by_test_id("pad").locator(f"[data-key='{digit}']"))

    def photo(self, of: str, role: str) -> None:
        """One tap opens the camera. In the page the shutter is ours and counted; what the phone's own camera wants is not."""
        before = self.page.get_by_test_id(of).locator("img").count()
        way = self.page.get_by_test_id(f"{of}-{role}")
        if way.evaluate("way => way.nodeName") == "BUTTON":
            self.tap(way)
            self.tap("camera-shutter")
        else:
            way.set_input_files(a_picture(self.folder, f"photo-{self.photos}", (1200, 900)))
            self.taps += 1
        expect(self.page.get_by_test_id(of).locator("img")).to_have_count(before + 1)
        self.photos += 1
