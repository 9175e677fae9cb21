"""One word per thing: the names in the code keep to the vocabulary."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = re.compile(
    r"(^|_)(utils?|helpers?|manager_|misc|dao|pos|posm|merchandiser|supervisor|pjp|beat|customer|exhibition|planned_call)(_|$)"
    r"|Manager$|Impl$|Helper|Util"
)
ALLOWED = {"customer_feedback"}
NO_STUB = re.compile(r"\b(TODO|FIXME|HACK)\b|NotImplementedError")


def sources() -> list[Path]:
    return [path for top in ("sync", "server") for path in (ROOT / top).rglob("*.py")]


def names_in(path: Path) -> set[str]:
    found = {path.stem}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_use_the_vocabulary(path: Path) -> None:
    wrong = {name for name in names_in(path) if NOT_OURS.search(name) and not any(ok in name for ok in ALLOWED)}

    assert wrong == set()


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_opens_with_one_sentence_and_leaves_nothing_for_later(path: Path) -> None:
    text = path.read_text()

    assert not text or ast.get_docstring(ast.parse(text)), "no docstring"
    assert not NO_STUB.search(text)
