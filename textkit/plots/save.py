"""A figure on disk, beside the data that it shows."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from textkit.plots.style import VECTOR
from textkit.spreadsheet import guard_frame


def save_figure(fig: Figure, stem: Path | str, data: pd.DataFrame) -> tuple[Path, Path, Path]:
    """Write `fig` as PDF and PNG (300 dpi) and `data` as csv (UTF-8 with BOM), with the same bytes each time.

    Parameters
    ----------
    fig
        The figure; its size is kept, nothing is cropped.
    stem
        Path without suffix; the folder must exist. Files of these names are written over.
    data
        The plotted data.

    Returns
    -------
    tuple of Path
        The PDF, the PNG and the csv.

    Examples
    --------
    >>> import tempfile
    >>> from textkit.plots import plot_coverage
    >>> data = pd.DataFrame({"agency": ["澄湖市教育局"], "year": [2021], "result": ["ok"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in save_figure(plot_coverage(data).figure, f"{folder}/覆盖", data)]
    ['覆盖.pdf', '覆盖.png', '覆盖.csv']
    """
    stem = Path(stem)
    pdf, png, csv = (stem.with_name(f"{stem.name}.{suffix}") for suffix in ("pdf", "png", "csv"))
    with mpl.rc_context(VECTOR):
        fig.savefig(pdf, metadata={"CreationDate": None, "ModDate": None})
        fig.savefig(png, dpi=300, metadata={"Software": None})
    guard_frame(data).to_csv(csv, index=False, encoding="utf-8-sig", lineterminator="\n")
    return pdf, png, csv
