"""Run histories from the command line: `python -m tests.laws --seeds 1000`, `--seed 7 --trace`, `--necessity`."""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from tests.laws.history import live_through
from tests.laws.rules import RULES
from tests.laws.runs import a_stage, cores, find_necessity, run_many

NECESSITY = Path(__file__).with_name("necessity.json")


def main() -> int:
    """Do what the command line asks; 1 when a law was broken."""
    words = argparse.ArgumentParser(prog="python -m tests.laws", description=__doc__)
    words.add_argument("--seeds", type=int, default=500, help="how many histories")
    words.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    words.add_argument("--jobs", type=int, default=cores(), help="how many processes")
    words.add_argument("--seed", type=int, help="one history alone")
    words.add_argument("--trace", action="store_true", help="tell what happens in it")
    words.add_argument("--necessity", action="store_true", help="take each rule away and see which law breaks")
    words.add_argument("--rules", default="", metavar="WORDS", help="with --necessity: only rules with these words")
    words.add_argument("--write", action="store_true", help="keep what --necessity found")
    given = words.parse_args()
    if given.necessity:
        return _necessity(given.rules, min(given.seeds, 300), given.jobs, given.write)
    if given.seed is not None:
        return _one(given.seed, given.trace)
    return _many(range(given.first, given.first + given.seeds), given.jobs)


def _one(seed: int, trace: bool) -> int:
    with a_stage() as stage:
        judgement = live_through(stage.phones, stage.server, seed, print if trace else None)
    for law, why in judgement.broken.items():
        print(f"{law} is broken: {why}")
    print(f"seed {seed}: {'a law is broken' if judgement.broken else 'all laws hold'}")
    return 1 if judgement.broken else 0


def _many(seeds: range, jobs: int) -> int:
    began, laws = time.monotonic(), Counter[str]()
    for done, judgement in enumerate(run_many(seeds, jobs), 1):
        laws.update(judgement.broken.keys())
        if judgement.broken:
            print(f"{', '.join(judgement.broken)}: python -m tests.laws --seed {judgement.seed} --trace")
        if done % 250 == 0:
            print(f"{done} histories in {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(f"{len(seeds)} histories in {time.monotonic() - began:.0f} s; broken: {dict(laws) or 'none'}")
    return 1 if laws else 0


def _necessity(words: str, most: int, jobs: int, write: bool) -> int:
    kept = {each["rule"]: each for each in json.loads(NECESSITY.read_text())}
    unproved = 0
    for mutant, found in find_necessity(words, most, jobs):
        law, seed = (found[1], found[0]) if found else (f"nothing in {most} seeds", "-")
        print(f"{mutant.rule} | {law} | {seed}", flush=True)
        unproved += found is None
        if found:
            kept[mutant.rule] = {"rule": mutant.rule, "law": found[1].split(", ")[0], "seed": found[0]}
    if write:
        rows = [kept[each.rule] for each in RULES if each.rule in kept]
        NECESSITY.write_text("[\n" + ",\n".join(f" {json.dumps(row, ensure_ascii=False)}" for row in rows) + "\n]\n")
    return 1 if unproved else 0


if __name__ == "__main__":
    sys.exit(main())
