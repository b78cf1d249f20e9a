"""What one run found: its frames, and the sentence behind any number."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from textkit.records import FRAMES, LISTS, Report, frame

if TYPE_CHECKING:
    import pandas as pd

ANALYSED = (
    "reports", "sections", "items", "acts", "slots", "themes", "substance", "reuse", "reuse_shares", "leftovers",
    "tables", "checks", "indicators", "comparisons", "quality",
)  # fmt: skip
"""The frames of a run, in the order of their making."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An item with all that a footnote needs.

    `page` is ``None`` in sources without pages, `line` where no positions are known.
    """

    item_id: str
    text: str
    agency: str | None
    title: str | None
    year: int | None
    url: str | None
    path: str
    page: int | None
    line: int | None
    start: int
    end: int
    sha256: str

    def __str__(self) -> str:
        place = f"p. {self.page}" if self.page else f"line {self.line}" if self.line else ""
        parts = [self.agency, self.title, str(self.year or "") or None, self.url, self.path, place]
        known = ", ".join(part for part in parts if part)
        return f"“{self.text}” ({known}; characters {self.start}-{self.end}; sha256 {self.sha256[:12]})"


@dataclass(slots=True, repr=False)
class Analysis:
    r"""The frames of a run over a corpus.

    Each attribute that is a frame has the columns that `textkit.records.FRAMES` lists for its name.

    Parameters
    ----------
    reports, sections, items, acts, slots, themes, substance, reuse, reuse_shares, leftovers
        Tidy frames, in the order of their making.
    tables, checks, indicators, comparisons, quality
        Tidy frames; `quality` has a row per report and per file that gave none.
    texts
        Report id → cleaned text, to which all offsets point.
    labels
        Theme → (Chinese label, English label), in the order of the codebook.
    manifest
        Versions, options, hashes and counts.

    Examples
    --------
    >>> import tempfile, pathlib, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足；二是更新慢。", encoding="utf-8")
    >>> found = textkit.analyze(folder)
    >>> print(found.cite(found.items.loc[0, "item_id"]))
    “人员不足” (澄湖市教育局, 澄湖市教育局2021年政府信息公开工作年度报告, 2021, ...; sha256 ...)
    """

    reports: pd.DataFrame
    sections: pd.DataFrame
    items: pd.DataFrame
    acts: pd.DataFrame
    slots: pd.DataFrame
    themes: pd.DataFrame
    substance: pd.DataFrame
    reuse: pd.DataFrame
    reuse_shares: pd.DataFrame
    leftovers: pd.DataFrame
    tables: pd.DataFrame
    checks: pd.DataFrame
    indicators: pd.DataFrame
    comparisons: pd.DataFrame
    quality: pd.DataFrame
    texts: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the frames by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name in FRAMES}

    def cite(self, item_id: str) -> Citation:
        """Return the sentence of an item with its source.

        Raises
        ------
        KeyError
            If no item has that id.
        """
        found = self.items[self.items["item_id"] == item_id]
        if found.empty:
            raise KeyError(f"no item {item_id!r}")
        item = found.iloc[0]
        report = self.reports[self.reports["report_id"] == item["report_id"]].iloc[0]
        return Citation(
            item_id=item_id,
            text=item["text"],
            agency=_known(report["agency"]),
            title=_known(report["title"]),
            year=_known(report["year"]),
            url=_known(report["url"]),
            path=report["path"],
            page=_known(item["page"]),
            line=_known(item["line"]),
            start=int(item["start"]),
            end=int(item["end"]),
            sha256=report["sha256"],
        )

    def coded(self) -> pd.DataFrame:
        """Return the items with their primary `theme` and, for measures, their `substance`."""
        primary = self.themes.loc[self.themes["rank"] == 1, ["item_id", "theme"]]
        data = self.items.merge(primary, on="item_id", how="left")
        return data.merge(self.substance[["item_id", "substance"]], on="item_id", how="left")

    def files(self) -> pd.DataFrame:
        """Return `quality` without the rows on files that only go along with the reports: metadata, overrides."""
        return self.quality[~self.quality["reader"].isin(LISTS)]

    def coded_section(self) -> str | None:
        """Return the kind of section that the items come from; ``None`` without items."""
        kinds = self.items["section"].mode()
        return str(kinds.iloc[0]) if len(kinds) else None

    def to_reports(self) -> list[Report]:
        """Return the reports as records again: text and identity, without source positions and tables."""
        names = [column for column in FRAMES["reports"] if column != "n_chars"]
        return [
            Report(text=self.texts[row["report_id"]], **{name: _known(row[name]) for name in names})
            for row in self.reports[names].to_dict("records")
        ]

    def analysed(self) -> pd.DataFrame:
        """Return the reports that are analysed: all that were read but for those that repeat another."""
        return self.reports[self.reports["duplicate_of"].isna()]

    def counts(self) -> dict[str, int]:
        """Return how many reports analysed, agencies of theirs, items, problems and measures there are."""
        roles = self.items["role"].value_counts()
        used = self.analysed()
        return {
            "reports": len(used),
            "agencies": count_agencies(used),
            "items": len(self.items),
            "problems": int(roles.get("problem", 0)),
            "measures": int(roles.get("measure", 0)),
        }

    def __repr__(self) -> str:
        return f"Analysis({', '.join(f'{count:,} {name}' for name, count in self.counts().items())})"

    def _repr_html_(self) -> str:
        counts = " · ".join(f"{n:,} {name}" for name, n in self.counts().items())
        shown = self.coded()
        columns = ["agency", "year", "role", "status", "theme", "substance", "text"]
        head = "".join(f"<th>{column}</th>" for column in columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(row[column])}</td>" for column in columns) + "</tr>"
            for _, row in shown[columns].head(8).iterrows()
        )
        return (
            f"<p><b>textkit</b>: {html.escape(counts)}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def count_agencies(rows: pd.DataFrame) -> int:
    """Count the agencies of reports or items; a report of which nobody knows the agency has none.

    Examples
    --------
    >>> import pandas as pd
    >>> count_agencies(pd.DataFrame({"agency_id": ["澄湖市教育局", "澄湖市教育局", None]}))
    1
    """
    return int(rows["agency_id"].nunique()) if "agency_id" in rows.columns else 0


def _known(value: Any) -> Any:
    """Return ``None`` for a missing value."""
    import pandas as pd

    return None if pd.isna(value) else value


def _cell(value: Any) -> str:
    known = _known(value)
    text = "" if known is None else str(known)
    return html.escape(text if len(text) <= 60 else text[:59] + "…")


def empty_frames() -> dict[str, pd.DataFrame]:
    """Return every frame of a run without rows."""
    return {name: frame(name) for name in ANALYSED}
