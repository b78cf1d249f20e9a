"""A folder of reports → all frames, and the results folder with its figures."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata as packages
from pathlib import Path
from typing import Any

import pandas as pd

from textkit.analysis import Analysis
from textkit.checks import check_tables, failed_checks
from textkit.coding.codebook import Codebook, load_codebook
from textkit.coding.lexicon import load_lexicon
from textkit.coding.models import Model, choose_model
from textkit.coding.substance import score_substance
from textkit.coding.themes import tag_themes
from textkit.compare.comparisons import compare_analysis
from textkit.figures import draw_defaults
from textkit.genre import Genre, load_genre
from textkit.handcoding.anchoring import item_digests
from textkit.handcoding.overrides import (
    OVERRIDES,
    override_items,
    override_substance,
    override_themes,
    overrides_quality,
    read_overrides,
)
from textkit.indicators import score_indicators
from textkit.parsing import extract_items, parse_sections, why_no_items, why_other_genre
from textkit.parsing.tables import cells_frame, read_tables
from textkit.plots.labels import Lang
from textkit.reading import (
    Metadata,
    QualityRow,
    Reading,
    Registry,
    Source,
    find_sources,
    load_agencies,
    load_metadata,
    mark_duplicates,
    match_metadata,
    read_source,
)
from textkit.records import Item, Report, Section, frame, item_id
from textkit.results import write_results

GARBLED = 0.02
"""From this share of characters that are no text on, a report counts as read in part."""
_FILES_PER_WORKER = 100
_LIBRARIES = (
    "ahocorasick-rs", "jieba", "matplotlib", "numba", "numpy", "pandas", "rapidfuzz", "rjieba", "scikit-learn", "scipy",
)  # fmt: skip
"""What the results depend on."""
_IDENTITY = ("agency_id", "agency", "level", "body", "region", "year")


class NoReportsError(ValueError):
    """No file became a report; `quality` says why."""

    def __init__(self, message: str, quality: pd.DataFrame) -> None:
        super().__init__(message)
        self.quality = quality


@dataclass(frozen=True, slots=True)
class _Parsed:
    """One file, read and parsed."""

    reading: Reading
    sections: tuple[tuple[Section, ...], ...]
    items: tuple[tuple[Item, ...], ...]


def analyze(
    path: Path | str,
    *,
    metadata: Path | str | None = None,
    agencies: Path | str | None = None,
    overrides: Path | str | None = None,
    codebook: Path | str | None = None,
    genre: Path | str = "disclosure",
    model: Path | str = "auto",
    workers: int | None = None,
    compare: bool = True,
    progress: Callable[[Iterable[Any], int], Iterable[Any]] | None = None,
) -> Analysis:
    r"""Read, parse and code every report of a folder.

    Parameters
    ----------
    path
        A folder, searched with its sub-folders, or one file.
    metadata, agencies
        csv files with columns that beat what reports say of themselves, and the registry of agencies.
        Where not given, ``metadata.csv`` and ``agencies.csv`` at the root of the folder are taken. Rows of metadata
        that match no file have a row in `quality`.
    overrides
        csv file of codes set by hand, which win over those of the program (`read_overrides`); ``overrides.csv`` at
        the root of the folder where not given. Rows that are about no item have a row in `quality`.
    codebook, genre
        A built-in name or the path of a TOML file; the codebook is that of the genre if not given.
    model
        ``auto``: the built-in learned model, if it belongs to the codebook; ``none``: cues and rules alone; or
        the folder of a model of your own, as `textkit train` writes it.
    workers
        Processes that read and parse; chosen by the number of files if not given. The result does not
        depend on it.
    compare
        Whether reports are compared with each other; without it `reuse`, `reuse_shares` and `leftovers` are
        empty and numba is not loaded.
    progress
        Wraps the files as they are done, as ``tqdm`` does; called with the iterable and their number.

    Returns
    -------
    Analysis
        Every frame, the texts and the manifest.

    Raises
    ------
    FileNotFoundError
        If a path does not exist.
    NoReportsError
        If no file became a report.
    ValueError
        If metadata, registry, overrides, codebook, genre or model are faulty; all faults are named.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足；二是更新慢。", encoding="utf-8")
    >>> analyze(folder).items[["role", "text"]].values.tolist()
    [['problem', '人员不足'], ['problem', '更新慢']]
    """
    root = Path(path)
    kind = load_genre(genre)
    book = load_codebook(codebook or kind.codebook)
    learned = choose_model(model, book)
    given = {"metadata.csv": metadata, "agencies.csv": agencies, OVERRIDES: overrides}
    files = {name: Path(file) if file else _beside(root, name) for name, file in given.items()}
    sources = find_sources(root, exclude=[file for file in files.values() if file])
    known = load_metadata(files["metadata.csv"]) if files["metadata.csv"] else None
    registry = load_agencies(files["agencies.csv"]) if files["agencies.csv"] else None
    read = partial(_read, metadata=known, agencies=registry, genre=genre)
    parsed = list(_mapped(read, sources, workers, progress))
    readings = mark_duplicates([each.reading for each in parsed])
    parsed = [_Parsed(r, each.sections, each.items) for r, each in zip(readings, parsed, strict=True)]
    if known and files["metadata.csv"]:
        parsed.append(_Parsed(match_metadata(known, files["metadata.csv"], readings), (), ()))
    analysis = _frames(parsed, book, kind, registry, learned, files[OVERRIDES], compare=compare)
    if analysis.reports.empty:
        raise NoReportsError(f"no report in {root}", analysis.quality)
    analysis.manifest |= _manifest(analysis, book, kind, learned, root)
    analysis.manifest["options"] = {"compare": compare, "model": Path(model).name, "random_state": 0}
    return analysis


def _beside(root: Path, name: str) -> Path | None:
    file = root / name
    return file if file.is_file() else None


def _read(source: Source, *, metadata: Metadata | None, agencies: Registry | None, genre: Path | str) -> _Parsed:
    """Read and parse one file; runs in a worker."""
    kind = load_genre(genre)
    reading = read_source(source, metadata=metadata, agencies=agencies)
    sections = [tuple(parse_sections(report, genre=kind)) for report in reading.reports]
    items = [
        tuple(extract_items(report, found, genre=kind)) for report, found in zip(reading.reports, sections, strict=True)
    ]
    return _Parsed(reading, tuple(sections), tuple(items))


def _mapped(
    read: Callable[[Source], _Parsed],
    sources: Sequence[Source],
    workers: int | None,
    progress: Callable[[Iterable[Any], int], Iterable[Any]] | None,
) -> Iterator[_Parsed]:
    """Read the sources in order, in processes where that pays."""
    show = progress or (lambda done, _: done)
    if workers is None:
        workers = min(os.cpu_count() or 1, 1 + len(sources) // _FILES_PER_WORKER)
    if workers <= 1:
        yield from show(map(read, sources), len(sources))
        return
    with ProcessPoolExecutor(workers, initializer=_leave_interrupts) as pool:
        try:
            with _interrupts_held():
                done = pool.map(read, sources, chunksize=4)
            yield from show(done, len(sources))
        except BaseException:
            # waiting: a pool that nobody holds any more forgets to cancel
            pool.shutdown(cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the main process: a worker that it ends in the middle can hold a lock others wait for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Put Ctrl-C off while workers start: one that was just forked does not leave it to the main process yet."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows, which forks none
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _frames(
    parsed: Sequence[_Parsed],
    book: Codebook,
    kind: Genre,
    registry: Registry | None,
    model: Model | None,
    overrides: Path | None,
    *,
    compare: bool,
) -> Analysis:
    reports: list[Report] = []
    sections: list[Section] = []
    items: list[tuple[Report, Item]] = []
    quality: list[dict[str, Any]] = []
    for each in parsed:
        found = {
            report.report_id: (report, s, i)
            for report, s, i in zip(each.reading.reports, each.sections, each.items, strict=True)
        }
        for row in each.reading.quality:
            quality.append(_quality(row, found.get(row.report_id or ""), kind))
        for report, its_sections, its_items in found.values():
            reports.append(report)
            if report.duplicate_of is None:
                sections += its_sections
                items += ((report, item) for item in its_items)
    item_frame = frame("items", [_item_row(report, item) for report, item in items])
    report_frame = frame("reports", [_report_row(report, registry) for report in reports])
    labels = book.labels()
    by_hand = read_overrides(overrides, item_frame, report_frame, themes=labels)
    item_frame = override_items(item_frame, by_hand)
    quality += overrides_quality(by_hand)
    substance = score_substance(item_frame, lexicon=load_lexicon(kind.lexicon), model=model)
    section_frame = frame("sections", [(s.report_id, s.section, s.part, s.start, s.end, s.heading) for s in sections])
    its_reports = {report.report_id for report in reports}
    kept = [report for report in reports if report.duplicate_of is None]
    reuse, shares, leftovers, rarefied = frame("reuse"), frame("reuse_shares"), frame("leftovers"), None
    about: dict[str, Any] = {"overrides": by_hand.about}
    if compare:
        from textkit.reuse import (  # loads numba
            find_leftovers,
            find_reuse,
            rarefy_other_agencies,
            score_reuse,
            template_coverage,
        )

        shared: dict[str, Any] = {"section": kind.coded, "agencies": registry.to_frame() if registry else None}
        reuse = find_reuse(kept, section_frame, item_frame, **shared)
        shares = score_reuse(kept, item_frame, reuse, section_frame, **shared)
        rarefied = rarefy_other_agencies(kept, section_frame, item_frame, **shared)
        about["template"] = _template(template_coverage(kept, section_frame, section=kind.coded))
        leftovers = frame(
            "leftovers", find_leftovers(kept, section_frame, plans=kind.plans, **shared).to_dict("records")
        )
    tables = cells_frame(read_tables(kept))
    checks = check_tables(tables, report_frame)
    failed = failed_checks(checks, warnings=False).groupby("report_id").size()
    for said in quality:
        if said.get("report_id") in its_reports:
            said["checks_failed"] = int(failed.get(said["report_id"], 0))
    analysis = Analysis(
        reports=report_frame,
        sections=section_frame,
        items=item_frame,
        acts=substance.acts,
        slots=substance.slots,
        themes=override_themes(tag_themes(item_frame, codebook=book, model=model), by_hand),
        substance=override_substance(substance.substance, by_hand),
        reuse=reuse,
        reuse_shares=shares,
        leftovers=leftovers,
        tables=tables,
        checks=checks,
        indicators=frame("indicators"),
        comparisons=frame("comparisons"),
        quality=frame("quality", quality),
        texts={report.report_id: report.text for report in reports},
        labels=labels,
        manifest=about,
    )
    analysis.indicators = score_indicators(analysis, section=kind.coded, rarefied=rarefied)
    return analysis


def _template(coverage: pd.DataFrame) -> dict[str, Any]:
    """Sum up how far the list of mandated phrases covers the text compared; `share` is None without text."""
    share = coverage["share"].sum(min_count=1)
    return {
        "version": coverage["version"].iloc[0],
        "phrases": len(coverage),
        "met": int((coverage["n_reports"] > 0).sum()),
        "n_chars": int(coverage["n_chars"].sum()),
        "share": None if pd.isna(share) else float(share),
    }


def _report_row(report: Report, registry: Registry | None) -> dict[str, Any]:
    named = ("report_id", *_IDENTITY, "title", "published", "url", "path", "sha256", "duplicate_of")
    row = {name: getattr(report, name) for name in named}
    if registry is not None:
        entry = registry.find(report.agency_id, report.year)
        row["parent"] = report.extra.get("parent") or (entry.parent if entry else None)
    # further columns of metadata never hide ours
    return {**{k: v for k, v in report.extra.items() if k not in row}, **row, "n_chars": len(report.text)}


def _item_row(report: Report, item: Item) -> dict[str, Any]:
    page, line = report.locate(item.start)
    return {
        "item_id": item.item_id,
        "report_id": item.report_id,
        **{name: getattr(report, name) for name in _IDENTITY},
        **{name: getattr(item, name) for name in ("section", "role", "status", "position", "start", "end")},
        "page": page,
        "line": line,
        "head": item.head,
        "text": item.text,
        "pair_id": item_id(item.report_id, item.answers) if item.answers is not None else None,
    }


def _quality(
    row: QualityRow, found: tuple[Report, Sequence[Section], Sequence[Item]] | None, kind: Genre
) -> dict[str, Any]:
    """The row of a report or file; what parsing found decides between ok, partial and no_items."""
    said = {name: getattr(row, name) for name in QualityRow.__slots__}
    if found is None:
        return said
    report, sections, items = found
    said |= {"sections_found": len(sections), "items_found": len(items)}
    if row.result != "ok":
        return said
    reasons = [row.reason] if row.reason else []
    if other := why_other_genre(report, sections, genre=kind):
        said["result"] = "partial" if items else "no_items"
        reasons.insert(0, other)
    elif not items:
        said["result"] = "no_items"
        reasons.insert(0, why_no_items(report, sections, genre=kind))
    elif unknown := [name for name in ("agency", "year") if getattr(report, name) is None]:
        said["result"] = "partial"
        reasons.insert(0, f"{' and '.join(unknown)} unknown: name it in a metadata file")
    elif (row.garbled or 0) >= GARBLED:
        said["result"] = "partial"
        reasons.insert(0, f"{row.garbled:.0%} of the characters are no text")
    said["reason"] = "; ".join(reasons) or None
    return said


def _manifest(analysis: Analysis, book: Codebook, kind: Genre, model: Model | None, root: Path) -> dict[str, Any]:
    reports = analysis.reports
    taught = set(model.about.get("learned_from", ())) if model else set()
    digests = item_digests(analysis.items, reports) if taught else {}
    return {
        "textkit": packages.version("textkit"),
        "python": platform.python_version(),
        "libraries": {name: packages.version(name) for name in _LIBRARIES},
        "corpus": root.resolve().name,
        "codebook": {"name": book.meta.name, "version": book.meta.version, "sha256": book.sha256},
        "genre": kind.name,
        "formats": list(kind.formats),
        "model": {"codebook": dict(model.codebook), "sha256": model.sha256} if model else None,
        "learned_from": [item for item, digest in digests.items() if digest in taught],
        "counts": analysis.counts(),
        "quality": {str(k): int(v) for k, v in sorted(analysis.quality["result"].value_counts().items())},
        "inputs": dict(sorted(zip(reports["report_id"], reports["sha256"], strict=True))),
        "inputs_sha256": hashlib.sha256(json.dumps(sorted(reports["sha256"].tolist())).encode()).hexdigest(),
    }


def publish(analysis: Analysis, folder: Path | str, *, by: str = "year", lang: Lang = "en") -> Path:
    """Write the results folder of an analysis, figures included.

    Parameters
    ----------
    by
        The column of the items or reports (year, level, agency …) by which themes and substance are drawn and
        compared: the frame `comparisons` holds the shares of each group, and their differences with p-values.
    lang
        Language of the figures.

    Raises
    ------
    ValueError
        If there is no column `by`; the columns there are are named.
    textkit.results.ResultsRefusedError
        If the folder holds anything but our results.
    """
    known = dict.fromkeys([*analysis.items.columns, *analysis.reports.columns])
    if by not in known:
        raise ValueError(f"no column {by!r}; there are {', '.join(known)}")
    labels = {theme: pair[0 if lang == "zh" else 1] for theme, pair in analysis.labels.items()}
    compared = [compare_analysis(analysis, by=by, of=of, labels=labels) for of in ("themes", "substantive")]
    whole = replace(analysis, comparisons=pd.concat(compared, ignore_index=True))
    return write_results(whole, folder, draw=partial(draw_defaults, analysis, by=by, lang=lang))
