"""The compiled check and marshmallow accept and refuse the same, on examples, generated and naughty values."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.wire.schema import problems_by_field, schema_of
from sync.check import Check
from sync.kinds import CATALOGUE
from tests.examples import EXAMPLES
from tests.naughty import NAUGHTY

KINDS = sorted(CATALOGUE, key=lambda kind: kind.name)
CHECKS = {kind.name: Check(kind) for kind in KINDS}
SCHEMAS = {kind.name: schema_of(kind) for kind in KINDS}

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(NAUGHTY),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


def agree(kind: str, fields: dict, *, is_new: bool) -> None:
    ours = {each.field for each in CHECKS[kind].problems(fields, is_new=is_new)}
    theirs = set(problems_by_field(SCHEMAS[kind], fields, is_new=is_new))
    assert ours == {str(name)[:64] for name in theirs}, fields


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_example_of_a_kind_is_taken_by_both(kind) -> None:
    _, fields = EXAMPLES[kind.name]

    assert CHECKS[kind.name].problems(fields, is_new=True) == []
    assert problems_by_field(SCHEMAS[kind.name], fields, is_new=True) == {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_naughty_values_get_the_same_answer_in_every_field(kind) -> None:
    _, example = EXAMPLES[kind.name]
    for field in kind.fields:
        for value in NAUGHTY:
            agree(kind.name, {**example, field.name: value}, is_new=True)
            agree(kind.name, {field.name: value}, is_new=False)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_generated_records_get_the_same_answer(data) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    names = st.sampled_from([*kind.by_name, "author", "rev", "__proto__"])
    fields = data.draw(st.dictionaries(names, PLAIN, max_size=5))

    agree(kind.name, fields, is_new=data.draw(st.booleans()))
