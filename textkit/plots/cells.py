"""Cells of a heat map: filled, numbered where that can be read, hatched where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, to_hex
from matplotlib.figure import Figure

from textkit.plots.canvas import SMALLEST, cell_size, settle, tick_size
from textkit.plots.colours import FRAME, NOTHING, ink_on
from textkit.plots.labels import Lang, label
from textkit.plots.style import FAMILY

Grid = np.ndarray[Any, np.dtype[Any]]


def draw_cells(
    ax: Axes,
    grid: Grid,
    *,
    title: str,
    lang: Lang,
    below: Sequence[Sequence[str]] | None = None,
    sparse: bool = False,
) -> None:
    """Fill the cells of labelled axes by their value, darker with more, and write the values into them.

    Parameters
    ----------
    grid
        Percents; what is missing is hatched.
    title
        What the values are; the hatching is explained behind it.
    below
        A second line for each cell, as its n.
    sparse
        Leave the cells of 0 and of nothing blank, where most are.
    """
    _fill(ax, grid, hatch="" if sparse else "////")
    if not sparse and not np.isfinite(grid).all():
        title = f"{title}{label('axis', 'hatched', lang)}"
    ax.set_title(title, loc="right", fontsize=tick_size(), fontfamily=FAMILY)
    if not _write(ax, np.where(grid < 0.5, np.nan, grid) if sparse else grid, below):
        figure = cast(Figure, ax.get_figure(root=True))
        figure.colorbar(cast(ScalarMappable, ax.collections[-1]), ax=ax, shrink=0.6, pad=0.02)


def _fill(ax: Axes, grid: Grid, *, hatch: str) -> None:
    rows, columns = grid.shape
    edges = (np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5)
    highest = np.nanmax(grid) if np.isfinite(grid).any() else 1.0
    ax.set_facecolor(NOTHING)
    absent = np.ma.masked_where(np.isfinite(grid), np.zeros_like(grid))
    ax.pcolor(*edges, absent, hatch=hatch, cmap=ListedColormap([NOTHING]), edgecolor=FRAME, linewidth=0.0)
    ax.pcolormesh(
        *edges,
        np.ma.masked_invalid(grid),
        cmap=colormaps["Blues"],
        vmin=0.0,
        vmax=max(float(highest), 1.0),
        edgecolor="#ffffff",
        linewidth=0.4,
    )


def _write(ax: Axes, grid: Grid, below: Sequence[Sequence[str]] | None) -> bool:
    """Write the values into the cells, if they can be read there."""
    settle(ax)
    width, height = cell_size(ax, grid.shape[1], grid.shape[0])
    lines = 2 if below is not None else 1
    widest = max((len(text) * 0.55 for row in below for text in row), default=1.0) if below is not None else 1.0
    size = min(tick_size(), width / (max(widest, 1.0) * 1.2), width / 1.5, height / (1.2 * lines))
    if size < SMALLEST:
        return False
    mesh = cast(Any, ax.collections[-1])
    for (row, column), value in np.ndenumerate(grid):
        if np.isfinite(value):
            text = f"{value:.0f}" if below is None else f"{value:.0f}\n{below[row][column]}"
            colour = ink_on(to_hex(mesh.cmap(mesh.norm(value))))
            ax.text(column, row, text, size=size, color=colour, ha="center", va="center", linespacing=1.0)
    return True
