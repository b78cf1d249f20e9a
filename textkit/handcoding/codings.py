"""The way back: files of coders → one frame of codes, joined to the items of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textkit.handcoding.alignment import align_items
from textkit.handcoding.anchoring import UNKNOWN, Anchors
from textkit.handcoding.codes import FIELDS, NO_ITEM, OF_MEASURES, Field, Labels, Names, code_names, read_code
from textkit.handcoding.markup import read_gold
from textkit.handcoding.rows import WHERE, raise_faults, read_rows

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis

CODE = "code"
"""The column of codes that belong to no field of ours."""
MISSED = "the program found no such item"
"""The reason of marked-up items of reports in the run that the program did not find."""
_CODES: Mapping[str, str] = {
    "item_id": "string",
    "coder": "string",
    **dict.fromkeys(FIELDS, "string"),
    CODE: "string",
    "pi": "Float64",
    "where": "string",
}
_LOST = {"where": "string", "item_id": "string", "reason": "string"}


class Coding(NamedTuple):
    """Codes by hand.

    Attributes
    ----------
    codes
        `item_id coder role status theme substance code pi where`, a row per item and coder; `theme` lists themes
        parted by blanks, the primary first; `code` holds codes from elsewhere that belong to no field; what a coder
        left open is missing; `where` names file and line.
    lost
        `where item_id reason`: rows that hold codes, but whose item is not found in the run.
    n_blank
        Rows without any code.
    """

    codes: pd.DataFrame
    lost: pd.DataFrame
    n_blank: int


def read_coding(
    path: Path | str | Sequence[Path | str],
    analysis: Analysis | None = None,
    *,
    themes: Labels | None = None,
    of: Field | None = None,
) -> Coding:
    r"""Read what coders filled in, and join it to the items of a run.

    Parameters
    ----------
    path
        One or more files: a csv as `textkit export` writes it, in whatever way a spreadsheet saved it; a csv
        ``item_id,code,coder``; or Label Studio's JSON export. Where no coder is named, the name of the file without
        suffix is the coder.
    analysis
        The run that the codes are about. Without it the ids are taken as they are.
    themes
        The themes with their labels; those of the run unless given.
    of
        Which field a column ``code`` holds; unless given, the one whose classes most of its rows fit. Without a
        run, codes of which less than half fit any field are taken as codes from elsewhere.

    Returns
    -------
    Coding
        Codes may be written as codes or labels (``主动公开内容`` for ``content``), several themes parted by ``;`` or
        ``|``.

    Raises
    ------
    CodesError
        Naming file and line of every unknown item or class, of every item that one coder coded twice, of a status
        or substance given to what the coder calls no measure, of any code beside the role ``none`` (no item), and
        of every malformed cell.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "甲.csv")
    ...     _ = file.write_text("item_id,theme\na#1,业务能力;content\na#7,\n", encoding="utf-8")
    ...     coding = read_coding(file, themes={"content": ("公开内容", "Content"), "skills": ("业务能力", "Skills")})
    >>> coding.codes[["item_id", "coder", "theme"]].values.tolist(), coding.n_blank
    ([['a#1', '甲', 'skills content']], 1)
    """
    known = themes if themes is not None else analysis.labels if analysis is not None else {}
    anchors = Anchors(analysis.items, analysis.reports) if analysis is not None else None
    files = [path] if isinstance(path, str | Path) else list(path)
    coding, faults = join_codes(files, anchors, code_names(known), of=of)
    unknown = coding.lost["reason"].str.startswith(UNKNOWN)
    if unknown.any() and coding.codes.empty:
        faults.append(f"none of its {len(coding.lost)} coded rows is about an item of this run; of another corpus?")
    faults += [f"{row.where}: {row.reason}" for row in coding.lost[unknown].itertuples()]
    if twice := _coded_twice(coding.codes):
        faults += _given_twice(list(map(Path, files))) or twice
    odd = sorted(set(coding.codes["code"].dropna()))
    if odd and analysis is not None:
        said = ", ".join(odd[:5])
        faults.append(f"{said}: the codes belong to no one field of {', '.join(FIELDS)}; say to which (of)")
    raise_faults(faults, files)
    lost = coding.lost[~unknown].reset_index(drop=True)
    if len(files) == 1:
        lost[WHERE] = f"{Path(files[0]).name}: " + lost[WHERE]
    return coding._replace(lost=lost)


def join_codes(
    files: Sequence[Path | str], anchors: Anchors | None, names: Names, *, of: Field | None = None
) -> tuple[Coding, list[str]]:
    """Read files of codes and join them to items; return as well what is wrong with the rows.

    Rows whose item is unknown are among the lost ones.
    """
    import pandas as pd

    codes: list[dict[str, object]] = []
    lost: list[dict[str, str]] = []
    faults: list[str] = []
    n_blank = 0
    for file in map(Path, files):
        # with a run only codes of its fields can be compared, so that a single one that fits tells the field
        for row in _in_its_field(_rows_of_codes(file), of, names, least=0.0 if anchors else 0.5):
            where = f"{file.name}: {row[WHERE]}" if len(files) > 1 else row[WHERE]
            if not any(row.get(field) for field in (*FIELDS, CODE)):
                n_blank += 1
                continue
            code, wrong = _coded(row, names)
            faults += [f"{where}: {fault}" for fault in wrong]
            given = row.get("item_id", "")
            item, reason = anchors.find(row) if anchors else (given or None, UNKNOWN)
            if item is None:
                lost.append({WHERE: where, "item_id": given, "reason": reason})
            else:
                codes.append({"item_id": item, "coder": row.get("coder") or file.stem, **code, WHERE: where})
    table = pd.DataFrame(codes, columns=list(_CODES)).astype(_CODES)
    return Coding(table, pd.DataFrame(lost, columns=list(_LOST)).astype(_LOST), n_blank), faults


def _coded_twice(codes: pd.DataFrame) -> list[str]:
    rows: dict[tuple[str, str], list[str]] = {}
    for item, coder, where in codes[["item_id", "coder", WHERE]].itertuples(index=False, name=None):
        rows.setdefault((item, coder), []).append(where)
    twice = {key: each for key, each in rows.items() if len(each) > 1}
    return [f"{', '.join(each)}: {item} coded more than once by {coder}" for (item, coder), each in twice.items()]


def _given_twice(files: Sequence[Path]) -> list[str]:
    """Which files hold the same as one before them: a sentence in place of one for each row."""
    said = []
    first: dict[bytes, Path] = {}
    for file in files:
        before = first.setdefault(file.read_bytes(), file)
        if file is not before:
            same = file.resolve() == before.resolve()
            said.append(f"{file} is named twice" if same else f"{before} and {file} hold the same codes by one coder")
    return said


def gold_coding(folder: Path | str, analysis: Analysis) -> Coding:
    """Return marked-up reports as codes of a coder ``gold``, joined to the items that the program found.

    Items are paired by report and wording (`align_items`). A marked item that was not found is among the lost ones,
    with `MISSED` for its reason, as is a marked-up report that is not in the run, by its id; what the program found in
    a marked-up report beside the marked items gets the role ``none``.

    Raises
    ------
    ValueError, FileNotFoundError
        As `read_gold`.
    """
    import pandas as pd

    gold = read_gold(folder, themes=list(analysis.labels))
    there = set(analysis.reports["report_id"])
    absent = gold.reports.loc[~gold.reports["report_id"].isin(there), ["path", "report_id"]]
    marked = gold.items[gold.items["report_id"].isin(there)]
    items = analysis.items[analysis.items["report_id"].isin(gold.reports["report_id"])]
    pairs = align_items(items, marked)
    aligned, surplus = pairs.dropna(subset="gold_id"), pairs.loc[pairs["gold_id"].isna(), "predicted_id"]
    found = dict(zip(aligned["gold_id"], aligned["predicted_id"], strict=True))
    said = marked.assign(coder="gold", code=None, pi=None, theme=[" ".join(themes) for themes in marked["themes"]])
    paths = dict(zip(gold.reports["report_id"], gold.reports["path"], strict=True))
    lines = zip(said["report_id"], said["line"], strict=True)
    said = said.assign(
        where=[f"{paths[report]}:{line}" for report, line in lines], theme=said["theme"].replace("", None)
    )
    missed = said["item_id"].map(found).isna()
    lost = said.loc[missed, [WHERE, "item_id"]].assign(reason=MISSED)
    absent = absent.set_axis([WHERE, "item_id"], axis=1).assign(reason="no such report in the corpus")
    lost = pd.concat([lost.astype(_LOST), absent.astype(_LOST)], ignore_index=True)
    codes = said[~missed].assign(item_id=said["item_id"].map(found))
    none = pd.DataFrame({"item_id": surplus, "coder": "gold", "role": NO_ITEM}).reindex(columns=list(_CODES))
    codes = pd.concat([codes[list(_CODES)].astype(_CODES), none.astype(_CODES)], ignore_index=True)
    return Coding(codes, lost, 0)


def _rows_of_codes(file: Path) -> list[dict[str, str]]:
    """The rows of a file that names its items; a column `code` counts only where no field has a column of its own."""
    rows = read_rows(file)
    columns = {name for row in rows for name in row}
    if rows and "item_id" not in columns and "sha256" not in columns:
        raise_faults([f"{file}: no column item_id; there are {', '.join(sorted(columns - {WHERE}))}"])
    return [{**row, CODE: ""} for row in rows] if columns & set(FIELDS) else rows


def _in_its_field(rows: list[dict[str, str]], of: Field | None, names: Names, *, least: float) -> list[dict[str, str]]:
    """Rows whose column `code` has the name of the field that it holds: that which most of its codes fit.

    Where no more than the share `least` of the codes fits any field, they stay what they are.
    """
    given = [row[CODE] for row in rows if row.get(CODE)]
    if not given:
        return rows
    if of is None:
        fit = {field: sum(not _read(field, code, names)[1] for code in given) for field in FIELDS}
        of, n = max(fit.items(), key=lambda pair: pair[1])
        if n <= least * len(given):
            return rows
    return [{**row, CODE: "", str(of): row.get(CODE, "")} for row in rows]


def _read(field: Field, cell: str, names: Names) -> tuple[str, list[str]]:
    return read_code(cell, names[field], several=field == "theme")


def _coded(row: Mapping[str, str], names: Names) -> tuple[dict[str, object], list[str]]:
    """The codes of a row and what is wrong with it."""
    code: dict[str, object] = {CODE: "_".join(row.get(CODE, "").split()) or None}
    faults = []
    for field in FIELDS:
        said, unknown = _read(field, row.get(field, ""), names)
        code[field] = said or None
        known = ", ".join(dict.fromkeys(names[field].values()))
        faults += [f"unknown {field} {one}; known are {known}{_meant(one, names[field])}" for one in unknown]
    if code["role"] == NO_ITEM:
        faults += [f"{field} of what is no item" for field in FIELDS[1:] if code[field]]
    elif code["role"] not in (None, "measure"):
        wrong = [field for field in OF_MEASURES if code[field]]
        faults += [f"{field} of a {code['role']}: only measures have one" for field in wrong]
    faults += [f"{name} {row[name]} is no whole number" for name in ("start", "end") if not _whole(row.get(name, ""))]
    code["pi"], odd = _chance(row.get("pi", ""))
    return code, faults + odd


def _meant(unknown: str, names: Mapping[str, str]) -> str:
    near = get_close_matches(unknown.casefold(), names, n=1)
    return f"; did you mean {names[near[0]]}?" if near else ""


def _whole(cell: str) -> bool:
    return not cell or (cell.isascii() and cell.isdigit())


def _chance(cell: str) -> tuple[float | None, list[str]]:
    """The chance in a cell, and what is wrong with it."""
    if not cell:
        return None, []
    try:
        chance = float(cell)
    except ValueError:
        chance = 0.0
    return (chance, []) if 0 < chance <= 1 else (None, [f"pi {cell} is no probability above 0"])
