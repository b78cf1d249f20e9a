"""The results folder: written aside and moved into place, never over anything that is not ours."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from textkit.analysis import ANALYSED, Analysis
from textkit.records import FRAMES
from textkit.spreadsheet import guard_frame

MANIFEST = "manifest.json"
TEXTS, FIGURES = "texts", "figures"
MADE_BY = "textkit"


class ResultsRefusedError(ValueError):
    """The folder holds something that is not a result of ours; nothing was written."""


def check_target(folder: Path) -> None:
    """Raise `ResultsRefusedError` unless `folder` is missing, empty, or results of an earlier run.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> check_target(folder)
    >>> _ = (folder / "论文.docx").write_text("")
    >>> check_target(folder)
    Traceback (most recent call last):
    textkit.results.ResultsRefusedError: ... holds 论文.docx, which is no result of textkit: ...
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise ResultsRefusedError(f"{folder} is a file: choose another folder")
    present = sorted(entry.name for entry in folder.iterdir())
    if not present:
        return
    ours = _known_names() if is_results(folder) else set()
    foreign = [name for name in present if name not in ours]
    if foreign:
        raise ResultsRefusedError(
            f"{folder} holds {', '.join(foreign[:3])}, which is no result of textkit: choose another folder"
        )


def is_results(folder: Path) -> bool:
    """Tell whether a path is a results folder of ours.

    Examples
    --------
    >>> is_results(Path("没有这个文件夹"))
    False
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("made_by") == MADE_BY


def _known_names() -> set[str]:
    tables = {f"{name}.{suffix}" for name in FRAMES for suffix in ("csv", "parquet")}
    return tables | {MANIFEST, TEXTS, FIGURES}


def write_results(analysis: Analysis, folder: Path | str, *, draw: Callable[[Path], None] | None = None) -> Path:
    """Write a results folder: a csv and a Parquet file per frame, texts, figures, manifest.

    The folder is built beside its place and moved there when it is whole, so that a killed run leaves the
    old one or none.

    Parameters
    ----------
    analysis
        What a run found.
    folder
        Where to; an earlier results folder there is replaced.
    draw
        Called with the folder for figures.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultsRefusedError
        If `folder` holds anything but our results.

    Examples
    --------
    >>> from textkit.analysis import empty_frames
    >>> folder = write_results(Analysis(**empty_frames()), Path(tempfile.mkdtemp()) / "结果")
    >>> read_results(folder).items.empty
    True
    """
    folder = Path(folder)
    check_target(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    built = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        built.chmod(0o755)
        for name, data in analysis.frames().items():
            _write_frame(data, built / name)
        _write_texts(analysis, built / TEXTS)
        (built / FIGURES).mkdir()
        if draw:
            draw(built / FIGURES)
        labels = [[theme, *pair] for theme, pair in analysis.labels.items()]  # a list keeps the codebook's order
        manifest = {"made_by": MADE_BY, **analysis.manifest, "labels": labels}
        (built / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8"
        )
        _put_in_place(built, folder)
    except BaseException:
        shutil.rmtree(built, ignore_errors=True)
        raise
    return folder


def _write_frame(data: pd.DataFrame, stem: Path) -> None:
    guard_frame(data).to_csv(stem.with_name(f"{stem.name}.csv"), index=False, encoding="utf-8-sig", lineterminator="\n")
    data.to_parquet(stem.with_name(f"{stem.name}.parquet"), index=False)


def _write_texts(analysis: Analysis, folder: Path) -> None:
    folder.mkdir()
    for report_id, text in analysis.texts.items():
        file = folder / f"{_as_path(report_id)}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def _as_path(report_id: str) -> str:
    """A report id as a relative path: ids from a table may hold anything."""
    parts = [part for part in report_id.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join("".join("_" if c in '<>:"|?*' or ord(c) < 32 else c for c in part)[:120] for part in parts) or "_"


def _put_in_place(built: Path, folder: Path) -> None:
    """Move the new folder to its place; the old one stands aside until the new one is there."""
    if not folder.exists():
        built.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    aside.rmdir()
    folder.rename(aside)
    try:
        built.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    shutil.rmtree(aside)


def read_labels(folder: Path) -> dict[str, tuple[str, str]]:
    """Return theme → (Chinese label, English label) of a results folder.

    Examples
    --------
    >>> from textkit.analysis import empty_frames
    >>> found = Analysis(**empty_frames(), labels={"content": ("主动公开内容", "Content")})
    >>> read_labels(write_results(found, Path(tempfile.mkdtemp()) / "结果"))
    {'content': ('主动公开内容', 'Content')}
    """
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return {theme: (label, label_en) for theme, label, label_en in manifest.get("labels", [])}


def read_results(folder: Path | str) -> Analysis:
    """Read a results folder back.

    Raises
    ------
    FileNotFoundError
        If `folder` is no results folder.
    """
    folder = Path(folder)
    if not is_results(folder):
        raise FileNotFoundError(f"{folder} is no results folder: make one with textkit themes CORPUS -o {folder}")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    frames = {name: pd.read_parquet(folder / f"{name}.parquet").astype(dict(FRAMES[name])) for name in ANALYSED}
    texts = {
        report_id: file.read_text(encoding="utf-8")
        for report_id in frames["reports"]["report_id"]
        if (file := folder / TEXTS / f"{_as_path(report_id)}.txt").is_file()
    }
    about = {name: value for name, value in manifest.items() if name not in ("made_by", "labels")}
    return Analysis(**frames, texts=texts, labels=read_labels(folder), manifest=about)
