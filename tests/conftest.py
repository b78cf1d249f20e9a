"""Shared fixtures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real documents, which are no part of the project."""
    folder = Path(os.environ.get("TEXTKIT_REAL", ROOT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip(f"no real documents: {folder} does not exist (set TEXTKIT_REAL)")
    return folder
