"""The cases that Python and TypeScript both run."""

import json
from itertools import permutations
from pathlib import Path

import pytest

from server.ledger.text import to_text
from sync.canonical import U64, canonical, digest_text, row_hash
from sync.merge import Edit, first_fields, merge

VECTORS = Path(__file__).parents[2] / "sync" / "vectors"


def cases(name: str) -> dict:
    return json.loads((VECTORS / f"{name}.json").read_text())


@pytest.mark.parametrize("case", cases("canonical")["canonical"], ids=lambda case: case["text"][:30])
def test_one_spelling_for_one_value(case: dict) -> None:
    assert canonical(case["value"]) == case["text"]
    assert to_text(case["value"]) == case["text"]


def test_the_hash_of_a_row_and_the_digest_of_a_scope() -> None:
    told = cases("canonical")
    hashes = [row_hash(row["id"], row["rev"], canonical(row["fields"])) for row in told["rows"]]

    assert [digest_text(each) for each in hashes] == [row["hash"] for row in told["rows"]]
    for case in told["digests"]:
        assert digest_text(sum(hashes[i] for i in case["of"]) & U64) == case["digest"]


@pytest.mark.parametrize("case", cases("merges")["cases"], ids=lambda case: case["name"])
def test_the_greatest_stamp_stands_in_whatever_order_edits_arrive(case: dict) -> None:
    for order in permutations(case["edits"]):
        merged = None
        for rev, each in enumerate(order, 1):
            edit = Edit(each["at"], each["device"], each["n"], rev, None)
            incoming = {"field": each["value"]}
            merged = (
                first_fields(incoming, edit) if merged is None else merge(merged.fields, merged.stamps, incoming, edit)
            )
        assert merged is not None
        assert merged.fields.get("field") == case["stands"], order
