"""A figure on disk, beside the data that it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from textkit.plots.style import VECTOR
from textkit.spreadsheet import guard_frame

_METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "ModDate": None},
    "png": {"Software": None},
    "svg": {"Date": None},
}
FORMATS = tuple(_METADATA)


def save_figure(
    fig: Figure, stem: Path | str, data: pd.DataFrame, *, formats: tuple[str, ...] = ("pdf", "png")
) -> tuple[Path, ...]:
    """Write `fig` (PNG with 300 dpi) and `data` as csv (UTF-8 with BOM), with the same bytes each time.

    Parameters
    ----------
    fig
        The figure; its size is kept, nothing is cropped.
    stem
        Path without suffix; the folder must exist. Files of these names are written over.
    data
        The plotted data.
    formats
        Of pdf, png, svg.

    Returns
    -------
    tuple of Path
        The figures in the order of `formats`, and the csv.

    Raises
    ------
    ValueError
        If a format is none of those.

    Examples
    --------
    >>> import tempfile
    >>> from textkit.plots import plot_coverage
    >>> data = pd.DataFrame({"agency": ["澄湖市教育局"], "year": [2021], "result": ["ok"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in save_figure(plot_coverage(data).figure, f"{folder}/覆盖", data)]
    ['覆盖.pdf', '覆盖.png', '覆盖.csv']
    """
    if unknown := [each for each in formats if each not in FORMATS]:
        raise ValueError(f"format {', '.join(unknown)}: one of {', '.join(FORMATS)}")
    stem = Path(stem)
    written = [stem.with_name(f"{stem.name}.{suffix}") for suffix in (*formats, "csv")]
    with mpl.rc_context(VECTOR):
        for path, suffix in zip(written, formats, strict=False):
            fig.savefig(path, dpi=300, metadata=_METADATA[suffix])
    guard_frame(data).to_csv(written[-1], index=False, encoding="utf-8-sig", lineterminator="\n")
    return tuple(written)
