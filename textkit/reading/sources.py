"""What is to be read in a folder."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

METADATA = "metadata.csv"
AGENCIES = "agencies.csv"
OVERRIDES = "overrides.csv"
_LEFT_OUT = {METADATA, AGENCIES, OVERRIDES}
_GOLD = "gold"
_MANIFEST = "manifest.json"
_MULTIPLE = {".csv", ".jsonl", ".ndjson", ".parquet"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may hold reports.

    Parameters
    ----------
    file
        Where it is.
    path
        Its path under the corpus folder, POSIX and NFC.
    report_id
        The id of its report: `path` without suffix, with it where two files share a stem.
    text_beside
        Whether a .txt of the same name lies beside it, as beside a scanned pdf.
    """

    file: Path
    path: str
    report_id: str
    text_beside: bool = False

    @property
    def suffix(self) -> str:
        """The suffix in lower case, with its dot."""
        return PurePosixPath(self.path).suffix.lower()


def find_sources(path: Path | str, *, exclude: Iterable[Path | str] = ()) -> list[Source]:
    """List the files to be read.

    Parameters
    ----------
    path
        A folder, searched with its sub-folders, or one file.
    exclude
        Files that are no reports, such as those given as metadata and registry.

    Returns
    -------
    list of Source
        Sorted by path. Hidden files, ``README*``, ``gold/``, ``metadata.csv`` and ``agencies.csv`` at the
        root, and folders of results are left out.

    Raises
    ------
    FileNotFoundError
        If `path` does not exist.

    Examples
    --------
    >>> import tempfile
    >>> root = Path(tempfile.mkdtemp())
    >>> for name in ("README.md", "乙.txt", "甲.pdf", "甲.txt"):
    ...     _ = (root / name).write_text("")
    >>> [source.report_id for source in find_sources(root)]
    ['乙', '甲.pdf', '甲.txt']
    """
    root = Path(path)
    if not root.exists():
        raise FileNotFoundError(f"no such file or folder: {root}")
    if not root.is_dir():
        name = _nfc(root.name)
        return [Source(root, name, PurePosixPath(name).stem or name)]
    excluded = {_same(Path(each)) for each in exclude}
    files: dict[str, Path] = {}
    for file in _walk(root):
        if _same(file) in excluded or (file.parent == root and file.name in _LEFT_OUT):
            continue
        name = _nfc(file.relative_to(root).as_posix())
        while name in files:  # names that differ in their normal form only
            name += "~"
        files[name] = file
    stems: dict[str, int] = {}
    for name in files:
        stem = _stem(name)
        stems[stem] = stems.get(stem, 0) + 1
    return [
        Source(
            file,
            name,
            _stem(name) if stems[_stem(name)] == 1 else name,
            text_beside=not name.endswith(".txt") and f"{_stem(name)}.txt" in files,
        )
        for name, file in sorted(files.items())
    ]


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files below `root`; links are followed, but no folder is entered twice."""
    seen: set[str] = set()
    for folder, names, files in os.walk(root, followlinks=True):
        here = Path(folder)
        real = os.path.realpath(here)
        if real in seen:
            names.clear()
            continue
        seen.add(real)
        names[:] = sorted(n for n in names if not n.startswith(".") and n != _GOLD and not _is_results(here / n))
        for name in sorted(files):
            if not (name.startswith((".", "~$")) or name.upper().startswith("README")):
                yield here / name


def _is_results(folder: Path) -> bool:
    """Whether a folder holds results of textkit, by its manifest."""
    manifest = folder / _MANIFEST
    try:
        if not manifest.is_file() or manifest.stat().st_size > 50 * 2**20:
            return False
        content = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and "textkit" in json.dumps(content, ensure_ascii=False)


def _same(file: Path) -> str:
    return os.path.realpath(file)


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", errors="replace"))


def _stem(path: str) -> str:
    found = PurePosixPath(path)
    return found.with_suffix("").as_posix() if found.stem else path
