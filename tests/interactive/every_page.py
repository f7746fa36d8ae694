"""Opens the pages of the zoo's networks, or of some, in Chromium, and compares their totals with derivation in numbers.

python tests/interactive/every_page.py [NAME ...]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from browser_pages import QUIET, OpenPage, by_command_line, points_of

import symcnn


def main() -> int:
    """How many points differ, 1 for any."""
    from playwright.sync_api import sync_playwright

    names, wrong, points = sys.argv[1:] or list(symcnn.zoo()), 0, 0
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=which("chromium"), args=QUIET)
        for name in names:
            file = Path(folder, "page.html")
            file.write_text(symcnn.load(name).page(), "utf-8")
            page = OpenPage(browser.new_page(), file.as_uri())
            for point in points_of(name, 3):
                page.go(**point)
                expected, found = by_command_line(name, point), page.totals()
                points += 1
                right = (
                    set(page.numbers()) <= {"–"} if expected is None else {**found, **expected} == found
                ) and not page.errors
                if not right:
                    wrong += 1
                    print(f"{name} at {point}: {found}, not {expected} {page.errors}", flush=True)
            page.window.close()
            print(name, file=sys.stderr, flush=True)
    print(f"{len(names)} pages, {points} points, {wrong} wrong")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
