"""The renderer of the sample corpus, no part of the package: for tests that save one report in many ways."""

from __future__ import annotations

import sys

from conftest import ROOT

SAMPLE = ROOT / "corpora" / "sample"

if (folder := str(ROOT / "corpora")) not in sys.path:
    sys.path.append(folder)

from rendering import FORMATS, render  # noqa: E402
from rendering.corpus import build, differences  # noqa: E402
from rendering.noise import WORDS as NOISES  # noqa: E402

__all__ = ["FORMATS", "NOISES", "SAMPLE", "build", "differences", "render"]
