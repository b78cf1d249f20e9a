"""Marked-up reports → frames of hand codes.

The markup is described in ``corpora/FORMAT.md``. Reading is strict: whatever breaks the coding rules is
named with file and line, all faults of all files at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from textkit.records import BODIES, FRAMES, LEVELS, ROLES, SLOTS, STATUSES, SUBSTANCES, SectionKind, frame

if TYPE_CHECKING:
    import pandas as pd

_SECTIONS = get_args(SectionKind)
_FORMATS = ("txt", "html", "docx", "pdf")
_ITEMS = frozenset(ROLES)
_IDENTITY = ("agency_id", "agency", "level", "body", "region", "year")

# Element → the elements that may stand in it.
_CHILDREN: Mapping[str, frozenset[str]] = {
    "report": frozenset({"title", "preamble", "section"}),
    "title": frozenset(),
    "preamble": frozenset(),
    "section": _ITEMS | {"table"},
    "table": frozenset({"row"}),
    "row": frozenset(),
    "problem": frozenset(),
    "cause": frozenset(),
    "achievement": frozenset(),
    "measure": frozenset({"act"}),
    "act": frozenset({"s"}),
    "s": frozenset({"s"}),
}

_ANY = re.compile(r".*", re.DOTALL)
_SOME = re.compile(r".*\S.*", re.DOTALL)
_WHOLE = re.compile(r"\d{4}")
_THEMES = re.compile(r"[a-z_]+(?: [a-z_]+){0,2}")
_POSITIONS = re.compile(r"[1-9]\d*(?: [1-9]\d*)*")
_DATE = re.compile(r"(?:\d{4}-\d{2}-\d{2})?")


def _one_of(values: Collection[str]) -> re.Pattern[str]:
    return re.compile("|".join(values))


def _several_of(values: Collection[str]) -> re.Pattern[str]:
    one = f"(?:{'|'.join(values)})"
    return re.compile(f"{one}(?: {one})*")


# Element → attribute → (what its value must match, whether it must stand).
_ATTRIBUTES: Mapping[str, Mapping[str, tuple[re.Pattern[str], bool]]] = {
    "report": {
        "agency": (_SOME, True),
        "agency_id": (_SOME, True),
        "year": (_WHOLE, True),
        "level": (_one_of(LEVELS), True),
        "body": (_one_of(BODIES), True),
        "region": (_ANY, False),
        "published": (_DATE, False),
        "url": (_ANY, False),
        "format": (_one_of(_FORMATS), False),
        "noise": (_ANY, False),
        "voice": (_SOME, False),
    },
    "title": {},
    "preamble": {},
    "section": {
        "kind": (_one_of(_SECTIONS), True),
        "heading": (_ANY, False),
        # of a section that stands alone
        "agency": (_SOME, False),
        "year": (_WHOLE, False),
        "level": (_one_of(LEVELS), False),
        "body": (_one_of(BODIES), False),
        "voice": (_SOME, False),
    },
    "table": {
        "kind": (_one_of(("disclosure", "requests", "disputes")), True),
        "form": (_one_of(("2019", "2021")), True),
    },
    "row": {"id": (_SOME, True)},
    "problem": {"theme": (_THEMES, True)},
    "cause": {"theme": (_THEMES, False)},
    "achievement": {"theme": (_THEMES, False)},
    "measure": {
        "theme": (_THEMES, True),
        "status": (_one_of(STATUSES), True),
        "answers": (_POSITIONS, False),
    },
    "act": {"level": (_one_of(SUBSTANCES), True), "hedge": (_one_of(("0", "1")), False)},
    "s": {"slot": (_several_of(SLOTS), True)},
}


class Gold(NamedTuple):
    """Hand codes as frames; the columns are those of `textkit.records.FRAMES`, with a few more.

    Attributes
    ----------
    reports
        One row a file; further columns `voice`, `format`, `noise`. `path` is that of the markup, `n_chars`
        the length of its sections.
    sections
        One row a section; further column `text`, which the offsets of items, acts and slots point into.
        Tables are no part of it.
    items
        One row an item; further columns `themes` (tuple, the primary first), `substance` (of measures: the
        level of the strongest act), `answers` (tuple of positions of problems), `part` (which section of
        its kind). `item_id` is ``report_id#role position``, as in ``a/2021#measure2``; `line` is a line of
        the markup.
    themes, substance, acts, slots
        As in `textkit.records.FRAMES`, keyed by the `item_id` and `act_id` of this gold.
    """

    reports: pd.DataFrame
    sections: pd.DataFrame
    items: pd.DataFrame
    themes: pd.DataFrame
    substance: pd.DataFrame
    acts: pd.DataFrame
    slots: pd.DataFrame


def read_gold(path: str | Path, *, themes: Collection[str] | None = None) -> Gold:
    """Read marked-up reports, or marked-up sections alone, and check them against the coding rules.

    Parameters
    ----------
    path
        An XML file, or a folder whose ``*.xml`` are read, subfolders included. A `report_id` is the path
        under the folder without suffix, so that it joins with a corpus laid out likewise.
    themes
        The theme codes that are allowed, such as those of a codebook; by default any code is.

    Raises
    ------
    ValueError
        Naming file and line of every fault: XML that is not well formed or has a DTD, unknown elements,
        attributes or values, a measure without act, a level its slots contradict, a status where there is
        no measure, an answer to a problem that does not exist.
    FileNotFoundError
        Where there is no such file, or no XML in the folder.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "样例.xml")
    ...     problem = '<problem theme="timeliness">部分栏目更新慢</problem>'
    ...     _ = file.write_text(f'<section kind="problems">一是{problem}。</section>', encoding="utf-8")
    ...     gold = read_gold(file)
    >>> gold.items[["item_id", "start", "text"]].values.tolist()
    [['样例#problem1', 2, '部分栏目更新慢']]
    """
    path = Path(path)
    root = path if path.is_dir() else path.parent
    files = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise FileNotFoundError(f"no marked-up report: {path}")
    rows: _Rows = {name: [] for name in Gold._fields}
    faults: list[str] = []
    for file in files:
        name = unicodedata.normalize("NFC", file.relative_to(root).with_suffix("").as_posix())
        element, found = _parse(file)
        if element is not None:
            found = [*_grammar_faults(element), *_theme_faults(element, themes)]
        if element is not None and not found:
            found = list(_coding_faults(element))
        if element is not None and not found:
            _collect(element, name, file.relative_to(root).as_posix(), rows)
        faults += [f"{file}:{line}: {message}" for line, message in found]
    if faults:
        raise ValueError("\n".join(faults))
    return Gold(**{name: _frame(name, rows[name]) for name in Gold._fields})


_Fault = tuple[int, str]


def _parse(file: Path) -> tuple[Any, list[_Fault]]:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(file.read_bytes(), parser).getroottree()
    except etree.XMLSyntaxError as error:
        return None, [(error.lineno or 1, error.msg)]
    if tree.docinfo.doctype:
        return None, [(1, "a document type declaration is not allowed")]
    root = tree.getroot()
    if root.tag not in ("report", "section"):
        return None, [(root.sourceline, f"the outermost element is <{root.tag}>, not <report> or <section>")]
    return root, []


def _grammar_faults(root: Any) -> Iterator[_Fault]:
    """Find the elements, attributes and values that are not in the markup."""
    for element in root.iter():
        tag, line = element.tag, element.sourceline
        if tag not in _CHILDREN:
            yield line, f"unknown element <{tag}>; known are {', '.join(_CHILDREN)}"
            continue
        parent = element.getparent()
        if parent is not None and tag not in _CHILDREN.get(parent.tag, ()):
            yield line, f"<{tag}> cannot stand in <{parent.tag}>"
        allowed = _ATTRIBUTES[tag]
        for name, value in element.attrib.items():
            if name not in allowed:
                yield line, f"<{tag}> has no attribute {name!r}; it may have {', '.join(allowed) or 'none'}"
            elif not allowed[name][0].fullmatch(value):
                yield line, f"<{tag} {name}={value!r}> is no possible value"
        if tag in ("report", "table") and any(text and text.strip() for text in _own_text(element)):
            yield line, f"<{tag}> holds text outside its parts"
        for name, (_, required) in allowed.items():
            if required and name not in element.attrib:
                yield line, f"<{tag}> lacks the attribute {name!r}"


def _own_text(element: Any) -> Iterator[str | None]:
    yield element.text
    for child in element:
        yield child.tail


def _theme_faults(root: Any, themes: Collection[str] | None) -> Iterator[_Fault]:
    for element in root.iter(*_ITEMS):
        given = element.get("theme", "").split()
        for theme, count in Counter(given).items():
            if themes is not None and theme not in themes:
                yield element.sourceline, f"theme {theme!r} is not in the codebook"
            if count > 1:
                yield element.sourceline, f"theme {theme!r} stands twice"


def _coding_faults(root: Any) -> Iterator[_Fault]:
    """Find what the markup allows and the coding rules do not."""
    n_problems = sum(1 for _ in root.iter("problem"))
    for item in root.iter(*_ITEMS):
        line, text = item.sourceline, "".join(item.itertext())
        if (section := next(item.iterancestors("section"))).get("kind") != "problems":
            yield line, f"<{item.tag}> in a section of kind {section.get('kind')!r}; only 'problems' is coded"
        if not text or text != text.strip() or text[-1] in "；。;":
            yield line, f"<{item.tag}> must begin and end with its own words: {text[:6]!r}…{text[-6:]!r}"
        if item.tag == "measure" and item.find("act") is None:
            yield line, "<measure> has no <act>"
        for position in map(int, item.get("answers", "").split()):
            if position > n_problems:
                yield line, f"<measure> answers problem {position} of {n_problems}"
    for act in root.iter("act"):
        earned = {slot for s in act.iter("s") for slot in s.get("slot").split()}
        allowed = _allowed_levels(earned, hedge=act.get("hedge") == "1")
        if act.get("level") not in allowed:
            slots = " ".join(slot for slot in SLOTS if slot in earned) or "no slot"
            message = f"<act level={act.get('level')!r}> with {slots} can only be {' or '.join(allowed)}"
            yield act.sourceline, message
    for s in root.iter("s"):
        if not "".join(s.itertext()).strip():
            yield s.sourceline, "<s> marks no characters"


def _allowed_levels(slots: Collection[str], *, hedge: bool) -> tuple[str, ...]:
    """Return the levels that an act with these slots can have (coding rules, section 4)."""
    earned = set(slots) - ({"deadline"} if hedge else set())
    done, bound = {"act", "object"} <= earned, {"quantity", "deadline", "instrument", "end_state"} & earned
    if (done and (bound or {"actor", "mechanism"} <= earned)) or {"act", "quantity", "deadline"} <= earned:
        return ("firm",)
    if done:
        return ("checkable",)
    return ("general",) if slots else ("boilerplate", "general")


_Span = tuple[Any, int, int]
_Rows = dict[str, list[dict[str, Any]]]


def _spans(section: Any) -> tuple[str, list[_Span]]:
    """Return a section's text without its tables, and start and end of every element in it."""
    spans: list[_Span] = []

    def visit(element: Any, text: str) -> str:
        at, start = len(spans), len(text)
        spans.append((element, start, start))
        text += element.text or ""
        for child in element:
            text = (text if child.tag == "table" else visit(child, text)) + (child.tail or "")
        spans[at] = (element, start, len(text))
        return text

    text = visit(section, "")
    offset = len(text) - len(text.lstrip("\n"))
    return text.strip("\n"), [(element, start - offset, end - offset) for element, start, end in spans[1:]]


def _collect(root: Any, report_id: str, path: str, rows: _Rows) -> None:
    """Append what one file holds to the rows of the frames."""
    given = {name: value for name, value in root.attrib.items() if value and name not in ("kind", "heading")}
    report: dict[str, Any] = {"report_id": report_id, **given}
    if "year" in report:
        report["year"] = int(report["year"])
    identity = {name: report.get(name) for name in ("report_id", *_IDENTITY)}
    parts: Counter[str] = Counter()
    positions: Counter[str] = Counter()
    length = 0
    for section in root.iter("section"):
        text, spans = _spans(section)
        kind = section.get("kind")
        parts[kind] += 1
        where = {"report_id": report_id, "section": kind, "part": parts[kind]}
        extent = {"start": 0, "end": len(text), "heading": section.get("heading", ""), "text": text}
        rows["sections"].append(where | extent)
        _collect_items(text, spans, identity | where, positions, rows)
        length += len(text)
    rows["reports"].append({**report, "title": root.findtext("title"), "path": path, "n_chars": length})


def _collect_items(text: str, spans: list[_Span], where: dict[str, Any], positions: Counter[str], rows: _Rows) -> None:
    """Append the items, acts and slots of one section; each element stands behind the one it is part of."""
    item_id = act_id = ""
    for element, start, end in spans:
        here: dict[str, Any] = {"start": start, "end": end, "text": text[start:end]}
        if element.tag in _ITEMS:
            positions[element.tag] += 1
            item_id = f"{where['report_id']}#{element.tag}{positions[element.tag]}"
            place = {"item_id": item_id, "position": positions[element.tag]}
            rows["items"].append(where | here | place | _item(element, here["text"]))
            _collect_codes(element, item_id, rows)
        elif element.tag == "act":
            act_id = f"{item_id}/{1 + sum(1 for _ in element.itersiblings('act', preceding=True))}"
            earned = {slot for s in element.iter("s") for slot in s.get("slot").split()}
            codes = {"level_of_substance": element.get("level"), "hedge": element.get("hedge") == "1"}
            flags = {str(slot): slot in earned for slot in SLOTS}
            rows["acts"].append({"act_id": act_id, "item_id": item_id, **here, **codes, **flags})
        elif element.tag == "s":
            slots = element.get("slot").split()
            rows["slots"] += [{"act_id": act_id, "slot": slot, **here} for slot in slots]


def _item(element: Any, text: str) -> dict[str, Any]:
    levels = [act.get("level") for act in element.iter("act")]
    return {
        "role": element.tag,
        "status": element.get("status"),
        "line": element.sourceline,
        "head": re.split("[，；。：]", text, maxsplit=1)[0],
        "themes": tuple(element.get("theme", "").split()),
        "substance": max(levels, key=SUBSTANCES.index, default=None),
        "answers": tuple(map(int, element.get("answers", "").split())),
    }


def _collect_codes(element: Any, item_id: str, rows: _Rows) -> None:
    themes = element.get("theme", "").split()
    rows["themes"] += [
        {"item_id": item_id, "theme": theme, "rank": rank, "weight": 1 / len(themes), "method": "hand"}
        for rank, theme in enumerate(themes, start=1)
    ]
    if element.tag == "measure":
        levels = Counter(act.get("level") for act in element.iter("act"))
        rows["substance"].append(
            {
                "item_id": item_id,
                "substance": max(levels, key=SUBSTANCES.index),
                "n_acts": levels.total(),
                "n_checkable": levels["checkable"],
                "n_firm": levels["firm"],
            }
        )


_FURTHER = {
    "reports": {"voice": "string", "format": "string", "noise": "string"},
    "sections": {"text": "string"},
    "items": {"part": "Int64", "themes": "object", "substance": "string", "answers": "object"},
}


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    data, further = frame(name, rows), _FURTHER.get(name, {})
    return data.reindex(columns=[*FRAMES[name], *further]).astype(further)
