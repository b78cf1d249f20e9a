"""The floors of the house: an import points down only, and rooms on one floor do not import each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import textkit

ROOT = Path(textkit.__file__).parent
FLOORS = {
    "records": 0,
    "genre": 0,
    "labels": 0,
    "words": 0,
    "resample": 0,
    "render": 0,
    "spreadsheet": 0,
    "reading": 1,
    "parsing": 1,
    "analysis": 1,
    "sample": 2,
    "coding": 2,
    "reuse": 2,
    "links": 3,
    "checks": 3,
    "indicators": 3,
    "plots": 4,
    "compare": 4,
    "figures": 5,
    "results": 5,
    "handcoding": 5,
    "paper": 5,
    "passages": 5,
    "study": 6,
    "cli": 7,
    "components": 7,
    "page": 7,
}
# genre names roles, which are records
SIDEWAYS = {("genre", "records")}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.name != "__init__.py")


def room(name: str) -> str:
    return name.split(".")[1]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(module: Path) -> None:
    here = module.relative_to(ROOT).with_suffix("").parts[0]
    if here == "resources":
        return
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if not name.startswith("textkit.") or name == "textkit.resources":
                continue
            there = room(name)
            below = FLOORS[there] < FLOORS[here]
            assert there == here or below or (here, there) in SIDEWAYS, f"{module}: imports {name}"


def test_every_room_has_a_floor() -> None:
    rooms = {path.relative_to(ROOT).with_suffix("").parts[0] for path in MODULES}
    assert rooms - {"resources"} <= set(FLOORS)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_unsafe(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec"}, module
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}
            assert not names & {"pickle", "subprocess", "urllib.request", "requests", "socket"}, module
