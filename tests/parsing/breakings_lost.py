"""Breakings that take the structure of a table: what its numbers are, the identities decide."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from breakings_whole import markdown, page
from table_breaker import Draft, Result, body, flat, joined, kind, wrapped
from table_sheets import Box, Sheet, grid

# Text that lost its structure


@kind("lines", False)
@kind("lines_rows_missing", False, drop=True)
@kind("lines_styles_full_width", False, style="full_width")
@kind("lines_styles_thousands", False, style="thousands,")
@kind("lines_units", False, style="units")
@kind("lines_signs", False, style="signs", layout="2019")
@kind("lines_several", False, parts=True)
def _lines(draft: Draft) -> Result:
    """Each cell on a line of its own."""
    gap = draft.dice.choice(["\n", "\n\n"])
    return ".txt", body(draft, lambda s: gap.join(box.text.replace("\n", "") for row in s for box in row))


@kind("lines_blanks", False, nothing=["/", "—", "无"])
def _lines_blanks(draft: Draft) -> Result:
    return _lines(draft)


@kind("blanks_lost_lines", False, nothing=[""])
@kind("blanks_lost_lines_mixed", False, style="mixed blanks")
def _lines_blanks_lost(draft: Draft) -> Result:
    """Each cell on a line of its own, blank ones nowhere."""
    return ".txt", body(draft, lambda s: "\n".join(box.text.replace("\n", "") for row in s for box in row if box.text))


@kind("blanks_lost", False, nothing=[""])
@kind("blanks_lost_mixed", False, style="mixed blanks")
def _blanks_lost(draft: Draft) -> Result:
    """Blanks between the cells, so that a blank cell vanishes."""
    return ".txt", body(
        draft, lambda s: "\n".join(" ".join(b.text.replace("\n", "") for b in row if b.text) for row in s)
    )


@kind("bars_runs", False, nothing=["", "0"])
def _bars_runs(draft: Draft) -> Result:
    """Bars in runs of any length, which tell nothing of blank cells."""
    dice = draft.dice

    def line(row: Sequence[Box]) -> str:
        return "".join(b.text.replace("\n", "") + "|" * dice.randint(1, 6) for b in row if b.text)

    return ".txt", body(draft, lambda sheet: "\n".join("||" + line(row) for row in sheet))


@kind("bars_padded", False, nothing=["", "0"])
def _bars_padded(draft: Draft) -> Result:
    """Blank cells left out, and bars at the end of each row up to the width of the table."""

    def line(row: Sequence[Box], width: int) -> str:
        filled = [box.text.replace("\n", "") for box in row if box.text]
        return f"{' | '.join(filled)} | {'|' * (width - len(filled))}".rstrip()

    return ".txt", body(draft, lambda sheet: "\n".join(line(row, max(map(len, grid(sheet)))) for row in sheet))


@kind("one_line", False)
@kind("one_line_units", False, style="units")
def _one_line(draft: Draft) -> Result:
    """Each table on one line."""
    return ".txt", body(draft, lambda sheet: joined(sheet, " ").replace("\n", " "))


@kind("whole_report_on_one_line", False)
def _report_on_one_line(draft: Draft) -> Result:
    return ".txt", body(draft, lambda sheet: joined(sheet, " ")).replace("\n\n", " ").replace("\n", " ")


Torn = Callable[[list[str]], list[str]]


def _torn(draft: Draft, tear: Torn, *, only: Callable[[Box], bool] = lambda box: True) -> str:
    """Print rows with blanks between the cells, the values of each row as `tear` prints them."""

    def line(row: Sequence[Box]) -> str:
        values = [box.text for box in row if box.key]
        labels = [box.text.replace("\n", "") for box in row if not box.key]
        keyed = next((box for box in row if box.key), None)
        return " ".join([*labels, *(tear(values) if keyed and only(keyed) else values)])

    return body(draft, lambda sheet: "\n".join(map(line, sheet)))


def _not_disclosure(box: Box) -> bool:
    return bool(box.key and box.key[0] != "disclosure")


@kind("glued_some_rows", False)
@kind("glued_some_rows_year_before", False, last=True)
def _glued_some(draft: Draft) -> Result:
    """The numbers of some rows are glued into one."""
    return ".txt", _torn(draft, lambda v: ["".join(v)] if draft.dice.random() < 0.3 else v, only=_not_disclosure)


@kind("glued_rows", False)
@kind("glued_rows_year_before", False, last=True)
def _glued_rows(draft: Draft) -> Result:
    """The numbers of every row are glued into one."""
    return ".txt", _torn(draft, lambda v: ["".join(v)], only=_not_disclosure)


@kind("glued_to_labels", False)
def _glued_to_labels(draft: Draft) -> Result:
    """No blank anywhere: numbers glued to each other and to their label."""
    text = _torn(draft, lambda v: ["".join(v)], only=_not_disclosure)
    return ".txt", re.sub(r"(?<=[^\d\s])[ ](?=\d+$)", "", text, flags=re.M)


@kind("labels_glued", False)
def _labels_glued(draft: Draft) -> Result:
    """Labels run into each other and into the first number."""

    def line(row: Sequence[Box]) -> str:
        labels = "".join(box.text.replace("\n", "") for box in row if not box.key)
        return labels + " ".join(box.text for box in row if box.key)

    return ".txt", body(draft, lambda sheet: "\n".join(map(line, sheet)))


@kind("glued_pairs", False)
def _glued_pairs(draft: Draft) -> Result:
    """Two neighbours are glued, in some rows."""
    dice = draft.dice

    def tear(values: list[str]) -> list[str]:
        if len(values) < 2 or dice.random() < 0.5:
            return values
        at = dice.randrange(len(values) - 1)
        return [*values[:at], values[at] + values[at + 1], *values[at + 2 :]]

    return ".txt", _torn(draft, tear, only=_not_disclosure)


@kind("split_blanks", False)
def _split_blanks(draft: Draft) -> Result:
    """Blanks stand within numbers."""
    return ".txt", _torn(draft, lambda v: [_split(draft.dice, text, " ") for text in v], only=_not_disclosure)


def _split(dice: random.Random, text: str, mark: str) -> str:
    if len(text) < 2 or not text.isdigit() or dice.random() < 0.7:
        return text
    at = dice.randrange(1, len(text))
    return text[:at] + mark + text[at:]


@kind("split_lines", False)
def _split_lines(draft: Draft) -> Result:
    """Each cell on a line, and some numbers on two."""

    def text(box: Box) -> str:
        torn = _split(draft.dice, box.text, "\n") if _not_disclosure(box) else box.text
        return torn if box.key else torn.replace("\n", "")

    return ".txt", body(draft, lambda s: "\n".join(text(box) for row in s for box in row))


@kind("split_thousands", False, style="thousands ")
def _split_thousands(draft: Draft) -> Result:
    """Thousands parted by the same blank that parts the cells."""
    return ".txt", _torn(draft, lambda v: v)


@kind("html_numbers_in_one_box", False)
def _html_one_box(draft: Draft) -> Result:
    """All numbers of a row stand in one box."""
    mark = draft.dice.choice([" ", "<br/>", "&nbsp;&nbsp;", "　"])
    for name, sheet in draft.printed.items():
        if name != "disclosure":
            draft.printed[name] = [_one_box(row) for row in sheet]
    suffix, body = page(draft)
    return suffix, str(body).replace("\x00", mark)


def _one_box(row: Sequence[Box]) -> list[Box]:
    values = [box for box in row if box.key]
    if not values:
        return list(row)
    text = "\x00".join(box.text for box in values)
    return [*(box for box in row if not box.key), Box(text, across=len(values), key=values[0].key)]


@kind("labels_broken", False)
@kind("labels_broken_ordinals", False, wording="ordinals")
def _labels_broken(draft: Draft) -> Result:
    """Labels wrap, and the numbers stand on any line of theirs: the text of a PDF."""
    dice = draft.dice

    def lines(row: Sequence[Box]) -> list[str]:
        labels = [box.text for box in row if not box.key]
        numbers = " ".join(box.text for box in row if box.key)
        torn = [" ".join(texts) for texts in wrapped(labels, dice.choice([8, 10, 12]))] if labels else []
        if not numbers:
            return torn
        if not torn:
            return [numbers]
        at = dice.randrange(len(torn))
        alone = len(torn) > 1 and dice.random() < 0.3
        middle = [torn[at], numbers] if alone else [f"{torn[at]} {numbers}"]
        return [*torn[:at], *middle, *torn[at + 1 :]]

    return ".txt", body(draft, lambda sheet: "\n".join(t for row in flat(sheet) for t in lines(row)))


@kind("headings_upright", False)
def _headings_upright(draft: Draft) -> Result:
    """The headings of columns stand upright, a character on a line."""

    def render(sheet: Sheet) -> str:
        lines: list[str] = []
        for row in flat(sheet):
            if row and all(box.head for box in row):
                lines += [" ".join(texts) for texts in wrapped([box.text for box in row], 1)]
            else:
                lines.append(" ".join(box.text for box in row))
        return "\n".join(lines)

    draft.printed["requests"][0] = draft.printed["requests"][0][1:]
    draft.units.clear()
    return ".txt", body(draft, render)


@kind("headings_lost", False)
def _headings_lost(draft: Draft) -> Result:
    """No headings of columns at all."""
    mark = draft.dice.choice(["\t", " "])
    draft.printed = {name: [row for row in s if any(b.key for b in row)] for name, s in draft.printed.items()}
    draft.units.clear()
    return ".txt", body(draft, lambda sheet: joined(sheet, mark))


@kind("labels_lost", False)
@kind("labels_lost_rows_missing", False, drop=True)
def _labels_lost(draft: Draft) -> Result:
    """Some rows of the table of requests have no label, as of wrapped ones in a PDF."""
    dice = draft.dice

    def line(row: Sequence[Box]) -> str:
        keep = dice.random() < 0.7 or not any(b.key and b.key[0] == "requests" for b in row)
        return " ".join(b.text.replace("\n", "") for b in row if keep or b.key)

    return ".txt", body(draft, lambda sheet: "\n".join(map(line, sheet)))


@kind("labels_apart", False)
def _labels_apart(draft: Draft) -> Result:
    """All labels of the table of requests first, then all its numbers."""
    rows = draft.printed["requests"]
    labels: Sheet = [[b for b in row if not b.key] for row in rows]
    numbers: Sheet = [[b for b in row if b.key] for row in rows]
    draft.printed["requests"] = [row for row in (*labels, *numbers) if row]
    return ".txt", body(draft, lambda sheet: joined(sheet, " "))


@kind("markdown_pieces", False)
def _markdown_pieces(draft: Draft) -> Result:
    """The table of requests in pieces of markdown, long labels outside of them, as converted from a PDF."""
    dice = draft.dice

    def render(sheet: Sheet) -> str:
        if not any(b.key and b.key[0] == "requests" for row in sheet for b in row):
            return markdown(grid(sheet))
        lines: list[str] = []
        open_piece = False
        for row in flat(sheet):
            numbers = [b.text for b in row if b.key]
            labels = [b.text for b in row if not b.key]
            if not numbers:
                lines.append(" ".join(labels))
                continue
            outside = len(labels[-1]) > 12 and dice.random() < 0.7
            if outside:
                halves = [labels[-1][:8], labels[-1][8:]]
                lines += ["", *labels[:-1], *halves] if labels[:-1] else ["", *halves]
                open_piece = False
            cells = numbers if outside else [labels[-1], *numbers]
            if not open_piece:
                lines += ["", f"| {' | '.join(cells)} |", "|" + "---|" * len(cells)]
            else:
                lines.append(f"| {' | '.join(cells)} |")
            open_piece = not outside and dice.random() < 0.7
        return "\n".join(lines)

    return ".md", body(draft, render)


@kind("page_number_inside", False)
def _page_number_inside(draft: Draft) -> Result:
    """Each cell on a line, and a page number on one between them."""
    dice = draft.dice
    number = dice.choice(["{}", "-{}-", "- {} -", "— {} —"]).format(dice.randint(2, 12))

    def render(sheet: Sheet) -> str:
        cells = [box.text.replace("\n", "") for row in sheet for box in row]
        if any(b.key and b.key[0] == "requests" for row in sheet for b in row):
            at = dice.randint(len(cells) // 3, len(cells) - 2)
            cells = [*cells[:at], number, *cells[at:]]
        return "\n".join(cells)

    return ".txt", body(draft, render)


@kind("everything", False, style="thousands,")
def _everything(draft: Draft) -> Result:
    """Wrapped labels, headings broken, page number and repeated headings: a long PDF as text."""
    suffix, body = _labels_broken(draft)
    lines = str(body).split("\n")
    at = draft.dice.randint(len(lines) // 2, len(lines) - 12)
    page = ["", f"- {draft.dice.randint(2, 9)} -", ""]
    return suffix, "\n".join([*lines[:at], *page, *lines[at:]])
