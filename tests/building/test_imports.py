"""Who may import whom. What is not listed is forbidden."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MACHINE = (
    "sync",
    "server.wire",
    "server.access",
    "server.errors",
    "server.database",
    "server.ledger",
    "server.settings",
)

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "sync": ("sync",),
    "sync/kinds": ("sync.fields", "sync.kind", "sync.merge"),
    "server/wire": ("sync", "server.wire"),
    "server/ledger": ("sync", "server.database", "server.flat", "server.ledger"),
    "server/field": (*MACHINE, "server.limits", "server.enrolment", "server.notices", "server.field"),
    "server/reference": (*MACHINE, "server.plans.parts", "server.reference"),
    "server/demo": (*MACHINE, "server.field.photos", "server.reference", "server.departments.metrics", "server.plans", "server.tls", "server.demo"),
    "server/departments": (
        "sync.kinds", "sync.kind", "sync.fields", "server.database", "server.access", "server.errors", "server.flat",
        "server.history", "server.settings", "server.departments",
    ),
    "server/plans": (*MACHINE, "server.flat", "server.plans"),
    "server/reconciliation": (*MACHINE, "server.flat", "server.departments", "server.reconciliation"),
    "server/feeds": ("sync.fields", "sync.kind", "server.wire", "server.departments", "server.access", "server.errors", "server.database", "server.flat", "server.ledger", "server.feeds"),
    "server/office": ("sync", "server.departments", "server.plans", "server.reconciliation", "server.feeds", "server.access", "server.errors", "server.history", "server.limits", "server.enrolment", "server.settings", "server.rescue", "server.deposits", "server.edits", "server.plan_photos", "server.saved", "server.mail", "server.office"),
    "server/notices": (*MACHINE, "sync.fields", "server.flat", "server.notices"),
    "server/jobs": ("server", "server.notices", "server.jobs", "server.departments", "server.feeds", "server.database", "server.ledger", "server.plans", "server.reconciliation"),
}  # fmt: skip

FORBIDDEN_LIBRARIES = {
    "sync": {"flask", "sqlalchemy", "marshmallow"},
    "server/ledger": {"marshmallow"},
    "server/office": {"sqlalchemy"},
}


def room_of(path: Path) -> str | None:
    inside = path.relative_to(ROOT).as_posix()
    return max((room for room in MAY_IMPORT if inside.startswith(f"{room}/")), key=len, default=None)


def modules() -> Iterator[Path]:
    for top in ("sync", "server"):
        yield from sorted((ROOT / top).rglob("*.py"))


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{each.name}" for each in node.names if node.module in ("server", "sync"))


def is_ours(name: str) -> bool:
    return name.partition(".")[0] in ("sync", "server")


def is_listed(name: str, allowed: tuple[str, ...]) -> bool:
    if name in ("server", "sync"):
        return True
    return any(name == each or name.startswith(f"{each}.") for each in allowed if each != "server") or (
        "server" in allowed and name.count(".") == 1
    )


@pytest.mark.parametrize(
    "path", [each for each in modules() if room_of(each)], ids=lambda each: each.relative_to(ROOT).as_posix()
)
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    room = room_of(path)
    assert room is not None
    is_list = path == ROOT / "sync/kinds/__init__.py"
    allowed = (*MAY_IMPORT[room], "sync.kinds") if is_list else MAY_IMPORT[room]

    wrong = [name for name in imported_by(path) if is_ours(name) and not is_listed(name, allowed)]

    assert wrong == []


@pytest.mark.parametrize("room", FORBIDDEN_LIBRARIES)
def test_a_room_keeps_away_from_libraries_that_are_not_its_business(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        tops = {name.partition(".")[0] for name in imported_by(path)}
        assert not tops & FORBIDDEN_LIBRARIES[room], path


def test_the_core_needs_only_the_standard_library() -> None:
    for path in (ROOT / "sync").rglob("*.py"):
        tops = {name.partition(".")[0] for name in imported_by(path)} - {"sync"}
        assert tops <= sys.stdlib_module_names, path


def test_the_rules_do_not_know_the_list_of_kinds() -> None:
    for path in (ROOT / "sync").glob("*.py"):
        assert not any(name.startswith("sync.kinds") for name in imported_by(path)), path


def test_a_view_never_imports_another_view() -> None:
    for department in ("marketing", "sales"):
        for path in (ROOT / "server/departments" / department).glob("*.py"):
            if path.name == "__init__.py":
                continue
            names = [n for n in imported_by(path) if re.match(r"server\.departments\.(marketing|sales)\.", n)]
            assert names == [], path


def test_only_the_ledger_writes_records() -> None:
    for path in (ROOT / "server").rglob("*.py"):
        if "ledger" in path.parts:
            continue
        assert not re.search(r"(insert|update|delete)\((RECORD|CHANGE|GONE|SCOPE)\b", path.read_text()), path


IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]""")
PWA_MAY_NOT = {
    "screens": ("screens", "exchange"),
    "exchange": ("screens", "ui", "kinds", "words"),
    "local": ("screens", "ui", "exchange"),
}


@pytest.mark.parametrize("room", PWA_MAY_NOT)
def test_the_phones_rooms_keep_to_themselves(room: str) -> None:
    source = ROOT / "pwa/src"
    for path in (source / room).rglob("*"):
        if path.suffix not in (".ts", ".svelte"):
            continue
        for target in IMPORTED.findall(path.read_text()):
            other = (path.parent / target).resolve().relative_to(source).parts[0]
            own_part = (
                room == "screens"
                and (path.parent / target).resolve().is_relative_to(path.parent)
                and path.parent != source / room
            )
            assert own_part or other not in PWA_MAY_NOT[room], f"{path} imports {target}"


def test_a_screen_fetches_nothing_and_stores_nothing_by_itself() -> None:
    for path in (ROOT / "pwa/src/screens").rglob("*"):
        if path.suffix in (".ts", ".svelte"):
            assert not re.search(r"\bfetch\(|\bindexedDB\b", path.read_text()), path
