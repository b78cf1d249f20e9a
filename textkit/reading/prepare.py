"""From the raw lines of a source to lines of text and rows of cells, noise left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from textkit.reading.characters import HAN, mend, tidy
from textkit.reading.lines import Cells, Line, row
from textkit.reading.resources import load

ONE_LINE = 200
"""From this length on, a line may be a whole report whose line breaks have become spaces."""
SENTENCE = 18
"""From this length on, an unfinished line may be a broken sentence (characters)."""
TERMINAL = tuple("。！？；：!?;:…")

_BARS = str.maketrans("│┃║｜丨", "|||||")
_PIPES = re.compile(r" ?\|[| ]*")
# Bars with nothing between them behind cells with blanks around: what fills up a row whose blank cells are gone.
_PADDED = re.compile(r"\S \| \|{2,}\s*$")
_SPACES = re.compile(r"[ \t]+")
_CRUMB = re.compile(r"[>＞»›]|(?:\s)(?=\S+$)")
_RULED = re.compile(r":?-+:?")
_LETTER = re.compile(r"[^\W\d_]")
_NO_NUMBER = frozenset({"/", "\\", "／", "无", "—", "——", "－", "-", "–"})
"""What a cell without a number holds."""
_ROW = re.compile(r"(?: (?:\d[\d,.]*|[-—–]{1,2}|/|无)){4,}$")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?(?:万?元|[%％])?")
STOP = re.compile(r"[，。；！？,;]")
_WORDS = re.compile(rf"[{HAN}（）()、：]{{2,}}")


@cache
def pattern(table: str, name: str) -> re.Pattern[str]:
    """Compile a pattern of ``cleaning.toml``; a list is an alternative."""
    found = load("cleaning")[table][name]
    return re.compile(found if isinstance(found, str) else "|".join(f"(?:{each})" for each in found))


def starts_item(text: str) -> bool:
    """Whether `text` begins with the number of a heading or an item."""
    return pattern("starts", "strong").match(text) is not None


def is_heading(text: str) -> bool:
    """Whether a whole line is a numbered heading: short, and no sentence."""
    return len(text) <= 30 and starts_item(text) and not STOP.search(text)


def ends_heading(text: str) -> bool:
    """Whether a line ends with a word that closes headings, such as 情况."""
    return text.endswith(tuple(load("cleaning")["starts"]["heading_ends"]))


def is_title(text: str) -> bool:
    """Whether a whole line ends as the title of a report does."""
    if len(text) > 60 or STOP.search(text):
        return False
    return re.search(pattern("starts", "title_end").pattern + "$", text) is not None


def is_date(text: str) -> bool:
    """Whether a whole line is a date, as below a signature."""
    return len(text) <= 14 and pattern("starts", "date").fullmatch(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a sentence or clause that may end a line ends here."""
    return text.rstrip("”’」』）)】 ").endswith(TERMINAL)


def is_noise(text: str) -> bool:
    """Whether a line, or a stretch between spaces, is navigation or a rule."""
    if pattern("lines", "rule").fullmatch(text):
        return True
    if len(text) > load("cleaning")["lines"]["longest"]:
        return False
    return pattern("lines", "noise").fullmatch(text.replace(" ", "")) is not None


def is_page_number(text: str) -> bool:
    """Whether a whole line is a page number that shows itself as one by dashes or words."""
    return len(text) <= 30 and pattern("lines", "page_number").fullmatch(text) is not None


def prepare(lines: Iterable[Line]) -> list[Line]:
    r"""Mend characters, take rows apart into cells, open reports that stand on one line, drop noise.

    Examples
    --------
    >>> [line.text for line in prepare([Line("| 规章 | 1 |"), Line("- 5 -"), Line("行政许可 3 12")])]
    ['规章\t1', '行政许可\t3\t12']
    """
    given = list(lines)
    padded = any(_PADDED.search(line.text) for line in given if line.cells is None)
    marks = _cells_without_number(given)
    found = [
        piece
        for at, line in enumerate(given)
        for piece in ([replace(line, text=line.text.strip())] if at in marks else _pieces(line, padded=padded))
    ]
    return _number_rows(_drop_page_numbers(found))


def _cells_without_number(lines: Sequence[Line]) -> set[int]:
    """Return the places of marks for none, each on a line of its own in a run with numbers: cells, no rules."""
    texts = [(at, mend(line.text).strip()) for at, line in enumerate(lines) if line.cells is None and line.text.strip()]
    found: set[int] = set()
    for marked, run in groupby(texts, key=lambda each: each[1] in _NO_NUMBER or bool(_NUMBER.fullmatch(each[1]))):
        each = list(run)
        if marked and any(_NUMBER.fullmatch(text) for _, text in each):
            found |= {at for at, text in each if text in _NO_NUMBER}
    return found


def _pieces(line: Line, *, padded: bool) -> Iterator[Line]:
    if line.cells is not None:
        cells = tuple(None if cell is None else cell_text(cell) for cell in line.cells)
        if any(cells):
            yield replace(row(cells, page=line.page, line=line.line, table=line.table))
        return
    text = mend(line.text).translate(_BARS)
    cells_found: Cells | None = None
    if "|" in text:
        cells_found = _piped(text, padded=padded)
        text = _PIPES.sub(" ", text)
    elif "\t" in text:
        cells_found = _tabbed(text)
    if cells_found is not None:
        yield row(cells_found, page=line.page, line=line.line)
        return
    indented = text.startswith(("  ", "\t"))
    text = _SPACES.sub(" ", text).strip(" ")
    if not text:
        return
    for piece in _open(_behind_breadcrumbs(text)):
        if is_page_number(piece):
            yield replace(line, text="", broken=True)
        elif not is_noise(piece):
            # numbers and marks, alone or behind a label, are a row of a table: — 1 — 8
            if _LETTER.search(piece) and not _ROW.search(piece):
                piece = pattern("lines", "page_number_inside").sub("", piece)
            yield replace(line, text=("  " if indented else "") + piece)


def _behind_breadcrumbs(text: str) -> str:
    """Return the title of a line that has navigation before it; any other line as it is."""
    last = _CRUMB.split(text)[-1]
    return last if 8 <= len(last) < len(text) and is_title(last) and is_noise(text) else text


def cell_text(cell: str) -> str:
    """Clean the text of one cell; breaks inside it are dropped as spaces are."""
    return tidy(mend(cell.replace("\n", " ").replace("\r", " ")))


def _piped(text: str, *, padded: bool) -> Cells | None:
    """Return the cells of a row written with bars, or None where the bars are noise; `padded` up, no blank ends it."""
    text = text.strip()
    cells = [cell.strip() for cell in text.split("|")]
    filled = [cell for cell in cells if cell]
    if filled and all(_RULED.fullmatch(cell) for cell in filled):
        return None
    framed = text.startswith("|") and text.endswith("|") and 4 <= len(cells) <= 32
    if len(filled) < 2 and not (framed and filled and len(filled[0]) <= 30 and not starts_item(filled[0])):
        return None
    if len(cells) < 3 or _narrates(filled):
        return None
    if text.startswith("|"):
        cells = cells[1:]
    if text.endswith("|"):
        cells = cells[:-1]
    while padded and not cells[-1]:
        cells.pop()
    if len(cells) > 60:
        cells = filled
    return tuple(tidy(cell) for cell in cells)


def _tabbed(text: str) -> Cells | None:
    """Return the cells of a row written with tabs, or None where the tabs only make room."""
    if "\t" not in text.lstrip():
        return None
    cells = [cell.strip() for cell in text.split("\t")]
    filled = [cell for cell in cells if cell]
    if _narrates(filled):
        return None
    if not filled or (len(filled) == 1 and (len(cells) < 3 or STOP.search(filled[0]) or len(filled[0]) > 20)):
        return None
    numbered = len(filled) == 2 and len(filled[0]) <= 5 and starts_item(f"{filled[0]}甲")
    if numbered and not _NUMBER.fullmatch(filled[1]):
        return None
    if len(cells) > 60:
        cells = filled
    return tuple(tidy(cell) for cell in cells)


def _narrates(cells: list[str]) -> bool:
    """Whether the stretches between bars or tabs are of sentences rather than cells."""
    if any(cell.endswith(("，", "、", "。", "；")) for cell in cells[:-1]):
        return len(cells) <= 3
    return len(cells) <= 3 and any(len(cell) > 40 and STOP.search(cell) for cell in cells)


def _open(text: str) -> Iterator[str]:
    """Part a report on one line where a heading, title or noise stands between spaces."""
    if len(text) < ONE_LINE or " " not in text:
        yield text
        return
    piece: list[str] = []
    last = ""
    for token in text.split(" "):
        kind = _kind(token)
        before = "".join(piece[-3:])
        if piece and (
            kind != "text"
            or last != "text"
            or before.endswith(("。", "！", "？"))
            or (len(piece) <= 3 and len(before) > 3 and not before[-1].isdigit() and is_heading(before))
        ):
            yield " ".join(piece)
            piece = []
        short = last == "title" and kind == "text" and len(token) <= 25 and not STOP.search(token)
        last = "publisher" if short else ("text" if kind == "start" else kind)
        piece.append(token)
    yield " ".join(piece)


def _kind(token: str) -> str:
    if len(token) <= 60:
        if is_page_number(token) or is_noise(token):
            return "noise"
        if is_title(token) and any(c.isdigit() for c in token):
            return "title"
        if _label().match(token):
            return "label"
    return "start" if starts_item(token) else "text"


@cache
def _label() -> re.Pattern[str]:
    """Match a field of a publication block, such as 来源：."""
    names = {name for names in load("identity")["fields"].values() for name in names}
    return re.compile(f"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})[:：]")


def _drop_page_numbers(lines: list[Line]) -> list[Line]:
    """Drop page numbers, and mark the lines behind them.

    A number alone on a line is one at the edge of a page and between two lines of text; before a unit or
    another number, as in 3 / 件, only if it is the page that is due.
    """
    units = (*load("cleaning")["lines"]["units"], *"0123456789")
    kept: list[Line] = []
    due = 1
    broken = False
    for at, line in enumerate(lines):
        text = line.text.strip()
        before = kept[-1] if kept else None
        if text.isascii() and text.isdigit() and len(text) <= 3 and int(text):
            after = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
            if line.edge or (_inside(before, after) and (int(text) == due or not after.startswith(units))):
                due, broken = int(text) + 1, True
                continue
        elif not text and line.broken:
            due, broken = due + 1, True
            continue
        broken = broken or (before is not None and before.page != line.page)
        kept.append(replace(line, broken=True) if broken else line)
        broken = False
    return kept


def _inside(before: Line | None, after: str) -> bool:
    """Whether a line stands between two lines of text, none of them the label of a row that is followed by another."""
    if before is None or before.cells is not None or len(before.text) < SENTENCE or not after:
        return False
    if starts_item(before.text.strip()) and starts_item(after) and not ends_sentence(before.text):
        return False
    return not _NUMBER.fullmatch(after) and "\t" not in after and after not in _NO_NUMBER


def _number_rows(lines: list[Line]) -> list[Line]:
    """Turn lines of a label and numbers, and the lines of words above them, into rows."""
    found = list(lines)
    for at, line in enumerate(lines):
        if line.cells is None and not line.alone:
            after = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
            cells = _numbers(line.text.strip(), found[at - 1] if at else None, after)
            if cells:
                found[at] = row(cells, page=line.page, line=line.line)
    for at in range(len(found) - 2, -1, -1):
        line = found[at]
        if line.cells is None and found[at + 1].cells is not None:
            words = line.text.strip().split(" ")
            if len(words) > 1 and len(line.text) <= 80 and all(map(_WORDS.fullmatch, words)):
                found[at] = row(tuple(words), page=line.page, line=line.line)
    return found


def _numbers(text: str, before: Line | None, after: str) -> Cells | None:
    if len(text) > ONE_LINE or " " not in text or STOP.search(text):
        return None
    words = text.split(" ")
    count = 0
    while count < len(words) and (_NUMBER.fullmatch(words[-1 - count]) or (count and words[-1 - count] in _NO_NUMBER)):
        count += 1
    label = words[: len(words) - count]
    if count == 0 or sum(map(len, label)) > 60 or (count == 1 and not _one_number(label, before, after)):
        return None
    cells: list[str] = []
    for word in label:
        if cells and not starts_item(word):
            cells[-1] += f" {word}"
        else:
            cells.append(word)
    return (*map(tidy, cells), *words[len(words) - count :])


def _one_number(label: list[str], before: Line | None, after: str) -> bool:
    """Whether one number behind a label is a cell rather than the middle of a broken sentence."""
    inside = before is not None and before.cells is None and len(before.text) >= SENTENCE
    inside = inside and before is not None and not ends_sentence(before.text)
    units = load("cleaning")["lines"]["units"]
    return len(label) == 1 and 2 <= len(label[0]) <= 16 and not inside and after[:1] not in tuple(units)
