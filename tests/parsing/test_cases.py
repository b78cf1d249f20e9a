"""The parser on the wordings that real sections showed to be hard."""

from __future__ import annotations

import pytest
import test_items
from cases import CASES, REPORTS
from test_items import parsed


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    _, wanted, items = parsed(CASES[name])
    assert [(item.role, item.status, item.text) for item in items] == wanted


@pytest.mark.parametrize("name", REPORTS)
def test_whole_report(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_items, "HEADING", "")
    monkeypatch.setattr(test_items, "END", "")
    _, wanted, items = parsed(REPORTS[name])
    assert [(item.role, item.status, item.text) for item in items] == wanted
