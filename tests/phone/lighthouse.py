"""`python -m tests.phone.lighthouse`: Lighthouse on sign-in as a first load and on Today of who is at work; 1 when a score is too low.

It needs the packages of `pwa/lighthouse` (`npm --prefix pwa/lighthouse ci`).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.phone.hand import strip_says, until
from tests.running import ROOT, Phone, free_port, running, seeded_store

LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
TRIES = 3
"""A busy machine costs points; the best of some runs is what the page can do."""


def run(url: str, port: int, stored: str) -> dict[str, Any]:
    """What one run says."""
    words = ["node", "run.mjs", url, str(port), stored]
    done = subprocess.run(words, cwd=ROOT / "pwa/lighthouse", capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise SystemExit(done.stderr[-2000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def is_enough(said: dict[str, Any]) -> bool:
    """Whether every score is what it must be."""
    return all(said["scores"].get(name, 0) >= least for name, least in LEAST.items())


def judge(what: str, url: str, port: int, stored: str) -> bool:
    """Run until a run is good enough, and tell the last."""
    for _ in range(TRIES):
        said = run(url, port, stored)
        if is_enough(said):
            break
    scores = ", ".join(f"{name} {score} (at least {LEAST[name]})" for name, score in said["scores"].items())
    print(f"{what}: {scores}")
    print(f"  {', '.join(f'{name} {value}' for name, value in said['measured'].items())}")
    for each in said["costly"]:
        print(f"  costs points: {each}")
    if said["error"]:
        print(f"  {said['error']}")
    return is_enough(said)


def main() -> int:
    """Print the scores of both screens."""
    with tempfile.TemporaryDirectory(prefix="tallyround-lighthouse-") as place, sync_playwright() as hand:
        folder = Path(place)
        (folder / "seeded").mkdir()
        with running(seeded_store(folder / "seeded"), folder / "served") as server:
            good = True
            for what, person in (("sign-in", None), ("today", "amina")):
                port = free_port()
                phone = Phone(hand, folder / what, server.url, flags=(f"--remote-debugging-port={port}",))
                if person:
                    page = phone.sign_in(person)
                    strip_says(page, "All sent")
                    until(page, "() => localStorage.getItem('height:today') !== null")
                else:
                    phone.open()
                assert phone.context is not None
                phone.context.pages[0].goto("about:blank")
                good &= judge(what, server.url + "/", port, "kept" if person else "fresh")
                phone.close()
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
