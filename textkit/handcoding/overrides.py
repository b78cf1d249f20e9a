"""Codes set by hand that every run honours: the rows of ``overrides.csv`` and the frames that they change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from textkit.handcoding.anchoring import Anchors
from textkit.handcoding.codes import FIELDS, NO_ITEM, OF_MEASURES, Labels, code_names
from textkit.handcoding.codings import join_codes
from textkit.handcoding.rows import WHERE, raise_faults
from textkit.records import frame

OVERRIDES = "overrides.csv"
"""The name under which a corpus folder holds them."""
HUMAN = "human"
"""The `method` of themes set by hand, and the column of items that lists the fields so set, parted by blanks."""
_SHOWN = 20


class Overrides(NamedTuple):
    """Codes set by hand.

    Attributes
    ----------
    codes
        `item_id role status theme substance`, a row per item; themes parted by blanks; what is left as it was is
        missing.
    lost
        `where item_id reason`: the rows that could not be honoured.
    about
        File, hash and counts, for the manifest; ``None`` where there is no file.
    """

    codes: pd.DataFrame
    lost: pd.DataFrame
    about: dict[str, Any] | None


def read_overrides(path: Path | None, items: pd.DataFrame, reports: pd.DataFrame, *, themes: Labels) -> Overrides:
    r"""Read a file of overrides and find the items they are about.

    Parameters
    ----------
    path
        A csv with `item_id`, or `sha256`, `start` and `end`, and any of `role`, `status`, `theme`, `substance`; a
        sheet that coders filled in will do. What has the role ``none`` is no item and is dropped. Without a file
        nothing is overridden.
    items, reports
        Of the run, as the parser gave them.
    themes
        The themes with their labels.

    Raises
    ------
    CodesError
        If a cell holds no known code, or two rows are about one item; all such rows are named.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> items = frame("items", [{"item_id": "甲#9", "report_id": "甲", "start": 9, "end": 13, "text": "加强培训",
    ...                          "role": "problem"}])
    >>> reports = frame("reports", [{"report_id": "甲", "sha256": "f00d"}])
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, OVERRIDES)
    ...     _ = file.write_text("item_id,role,status\n甲#9,measure,planned\n甲#7,problem,\n", encoding="utf-8")
    ...     by_hand = read_overrides(file, items, reports, themes={})
    >>> override_items(items, by_hand)[["role", "status", "human"]].values.tolist()
    [['measure', 'planned', 'role status']]
    >>> by_hand.lost[["where", "reason"]].values.tolist()
    [['line 3', 'no such item: 甲#7']]
    """
    coding, faults = join_codes([path] if path else [], Anchors(items, reports), code_names(themes))
    codes = coding.codes
    twice = codes[codes.duplicated("item_id", keep=False)].groupby("item_id", sort=False)[WHERE]
    faults += [f"{', '.join(where)}: {item} is overridden more than once" for item, where in twice]
    raise_faults(faults, [path] if path else [])
    roles = dict(zip(items["item_id"], items["role"], strict=True))
    becomes = codes["role"].fillna(pd.Series([roles[item] for item in codes["item_id"]], dtype="string"))
    contradicted = codes[list(OF_MEASURES)].notna().any(axis=1) & (becomes != "measure").fillna(True)
    reasons = ("a status or substance, but the item is a " + becomes[contradicted]).rename("reason")
    lost = pd.concat([coding.lost, codes.loc[contradicted, [WHERE, "item_id"]].join(reasons)], ignore_index=True)
    kept = codes.loc[~contradicted, ["item_id", *FIELDS]].reset_index(drop=True)
    return Overrides(kept, lost, _about(path, kept, lost) if path else None)


def _about(path: Path, codes: pd.DataFrame, lost: pd.DataFrame) -> dict[str, Any]:
    return {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "items": len(codes),
        **{field: int(codes[field].notna().sum()) for field in FIELDS},
        "dropped": int((codes["role"] == NO_ITEM).sum()),
        "not_honoured": len(lost),
    }


def override_items(items: pd.DataFrame, overrides: Overrides) -> pd.DataFrame:
    """Return the items with role and status set by hand, without what is no item.

    A column `human` lists the fields that are set by hand, those of other frames included. Where roles change,
    positions are counted anew; a status, and a tie to a problem, is kept by measures only.
    """
    if overrides.about is None:
        return items
    none = overrides.codes.loc[(overrides.codes["role"] == NO_ITEM).fillna(False), "item_id"]
    data = items[~items["item_id"].isin(none)].reset_index(drop=True)
    codes = overrides.codes.set_index("item_id").reindex(data["item_id"]).reset_index(drop=True)
    role = codes["role"].fillna(data["role"])
    measure = role == "measure"
    said = [" ".join(f for f in FIELDS if pd.notna(row[f])) or None for row in codes.to_dict("records")]
    data = data.assign(role=role, status=codes["status"].fillna(data["status"]).where(measure))
    if overrides.codes["role"].notna().any():
        problems = set(data.loc[data["role"] == "problem", "item_id"])
        data["position"] = (data.groupby(["report_id", "role"]).cumcount() + 1).astype("Int64")
        data["pair_id"] = data["pair_id"].where(measure & data["pair_id"].isin(problems))
    return data.assign(**{HUMAN: pd.array(said, dtype="string")})


def override_themes(themes: pd.DataFrame, overrides: Overrides) -> pd.DataFrame:
    """Return the themes with those set by hand: of equal weight, without probability and cue.

    Examples
    --------
    >>> codes = pd.DataFrame({"item_id": ["甲#9"], "theme": ["skills content"]})
    >>> by_hand = Overrides(codes, codes.head(0), {})
    >>> themes = frame("themes", [("甲#9", "other", 1, 1.0, None, "rule", None, None, None)])
    >>> override_themes(themes, by_hand)[["theme", "rank", "weight", "method"]].values.tolist()
    [['skills', 1, 0.5, 'human'], ['content', 2, 0.5, 'human']]
    """
    codes = overrides.codes.dropna(subset="theme")
    by_hand = dict(zip(codes["item_id"], codes["theme"].str.split(), strict=True))
    if not by_hand:
        return themes
    rows: list[Mapping[str, Any]] = []
    for item, each in themes.groupby("item_id", sort=False):
        if item not in by_hand:
            rows += each.to_dict("records")  # type: ignore[arg-type]  # the names of columns are text
            continue
        named = by_hand[str(item)]
        for rank, theme in enumerate(named, 1):
            rows.append({"item_id": item, "theme": theme, "rank": rank, "weight": 1 / len(named), "method": HUMAN})
    return frame("themes", rows)


def override_substance(substance: pd.DataFrame, overrides: Overrides) -> pd.DataFrame:
    """Return the levels of measures with those set by hand; the counts of acts stay those of the program.

    Examples
    --------
    >>> codes = pd.DataFrame({"item_id": ["甲#9"], "substance": ["firm"]})
    >>> measures = [("甲#9", "general", 2, 0, 0, "model", 0.8), ("甲#20", "general", 1, 0, 0, "model", 0.7)]
    >>> by_hand = override_substance(frame("substance", measures), Overrides(codes, codes.head(0), {}))
    >>> by_hand[["substance", "method"]].values.tolist()
    [['firm', 'human'], ['general', 'model']]
    """
    codes = overrides.codes.dropna(subset="substance")
    by_hand = dict(zip(codes["item_id"], codes["substance"], strict=True))
    told = substance["item_id"].map(by_hand).astype("string")
    return substance.assign(
        substance=told.fillna(substance["substance"]),
        method=substance["method"].mask(told.notna(), HUMAN),
        probability=substance["probability"].mask(told.notna()),
    )


def overrides_quality(overrides: Overrides) -> list[dict[str, Any]]:
    """Return the row of the frame ``quality`` that names what could not be honoured, if anything."""
    if overrides.about is None or overrides.lost.empty:
        return []
    rows = overrides.lost[[WHERE, "reason"]].itertuples(index=False, name=None)
    said = [f"{where}: {reason}" for where, reason in rows]
    more = [f"and {len(said) - _SHOWN} more"] if len(said) > _SHOWN else []
    reason = f"rows that could not be honoured: {'; '.join([*said[:_SHOWN], *more])}"
    return [{"path": overrides.about["file"], "result": "skipped", "reader": "overrides", "reason": reason}]
