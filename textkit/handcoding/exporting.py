"""A sample on its way out to coders: a sheet or tasks, and beside it what it was drawn from and how."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import metadata as packages
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from textkit.handcoding.label_studio import labelling_config, to_tasks
from textkit.handcoding.sheets import coding_sheet
from textkit.spreadsheet import guard_frame

if TYPE_CHECKING:
    from textkit.analysis import Analysis
    from textkit.handcoding.sampling import Sample

To = Literal["csv", "label-studio"]

KINDS: tuple[To, ...] = get_args(To)
TASKS, CONFIG, MANIFEST = "tasks.json", "config.xml", "manifest.json"


class PlaceTakenError(ValueError):
    """Something lies there already; hand coding is never written over."""


def write_sample(
    analysis: Analysis, sample: Sample, place: Path | str, *, to: To = "csv", prefill: bool = False
) -> Path:
    r"""Write a sample for coders, with a manifest that names its design, seed and chances.

    Parameters
    ----------
    analysis
        The run whose items were sampled.
    place
        For ``csv`` a file, with its manifest beside it as ``NAME.manifest.json``; for ``label-studio`` a new or
        empty folder that gets ``tasks.json``, ``config.xml`` (the labelling interface) and ``manifest.json``.
    prefill
        Whether coders see what the program said.

    Returns
    -------
    Path
        The sheet, or the tasks.

    Raises
    ------
    PlaceTakenError
        If there is something at the place.

    Examples
    --------
    >>> import tempfile, textkit
    >>> from textkit.handcoding.sampling import sample_items
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足；二是更新慢。", encoding="utf-8")
    >>> found = textkit.analyze(folder, compare=False)
    >>> sample = sample_items(found.items, n=1, design="random")
    >>> sheet = write_sample(found, sample, folder / "编码" / "样本.csv")
    >>> json.loads((sheet.parent / "样本.manifest.json").read_text(encoding="utf-8"))["sample"]["of"]
    2
    """
    place = Path(place)
    sheet = coding_sheet(analysis, sample.items, prefill=prefill)
    if to == "csv":
        text = guard_frame(sheet).to_csv(index=False, lineterminator="\n")
        files = {place: ("\ufeff" + text).encode()}
        manifest = place.with_name(f"{place.stem}.{MANIFEST}")
    else:
        tasks = to_tasks(sheet, made_by=f"textkit {packages.version('textkit')}")
        config = labelling_config(analysis.labels)
        files = {place / TASKS: _json(tasks), place / CONFIG: config.encode()}
        manifest = place / MANIFEST
    taken = [file for file in (*files, manifest) if file.exists()]
    if taken or (to != "csv" and place.exists() and any(place.iterdir())):
        raise PlaceTakenError(f"{(taken or [place])[0]} is there already, and may hold codes: choose another place")
    hashes = {file.name: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    files[manifest] = _json(_about(analysis, sample, prefill=prefill, files=hashes))
    place.parent.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        file.parent.mkdir(exist_ok=True)
        with file.open("xb") as stream:  # x: two exports at once do not write over each other either
            stream.write(content)
    return next(iter(files))


def _about(analysis: Analysis, sample: Sample, *, prefill: bool, files: Mapping[str, str]) -> dict[str, Any]:
    of_run = {name: analysis.manifest.get(name) for name in ("corpus", "codebook", "model", "inputs_sha256")}
    return {
        "made_by": "textkit export",
        "textkit": packages.version("textkit"),
        "sample": sample.design,
        "prefilled": prefill,
        "run": of_run,
        "files": files,
    }


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
