"""What coders may say of an item: the fields, their classes and names, and how they are written in a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from textkit.labels import labels_of
from textkit.records import ROLES, STATUSES, SUBSTANCES

Field = Literal["role", "status", "theme", "substance"]

FIELDS: tuple[Field, ...] = get_args(Field)
OF_MEASURES: tuple[Field, ...] = ("status", "substance")
"""The fields that only measures have."""
NO_ITEM = "none"
"""The role by which a coder says that what the program found is no item; it has no other code."""
MOST_THEMES = 3
_APART = re.compile(r"\s*[;；|,，、\n]\s*")

Names = Mapping[Field, Mapping[str, str]]
"""Field → what may stand in a cell, in lower case → code."""

Labels = Mapping[str, tuple[str, str]]
"""Code → (Chinese label, English label)."""


def field_labels(themes: Labels) -> dict[Field, Labels]:
    """Return the codes of every field with their labels, in the order in which coders choose from them.

    Parameters
    ----------
    themes
        As in the codebook or in `textkit.Analysis.labels`.

    Examples
    --------
    >>> field_labels({"content": ("主动公开内容", "Content of disclosure")})["role"]["cause"]
    ('原因', 'Causes')
    """
    coded: tuple[tuple[Field, Sequence[str]], ...] = (
        ("role", (*ROLES, NO_ITEM)),
        ("status", STATUSES),
        ("substance", SUBSTANCES[::-1]),
    )
    labels: dict[Field, Labels] = {}
    for field, codes in coded:
        said = labels_of(field)
        labels[field] = {code: said[code] for code in codes}
    return {**labels, "theme": dict(themes)}


def code_names(themes: Labels) -> Names:
    """Return what may be written for a code: the code itself, one of its labels or both, in any case of letters.

    Examples
    --------
    >>> names = code_names({"content": ("主动公开内容", "Content of disclosure")})
    >>> names["theme"]["主动公开内容"], names["status"]["计划"]
    ('content', 'planned')
    """
    names: dict[Field, dict[str, str]] = {}
    for field, labels in field_labels(themes).items():
        said = ((name, code) for code, pair in labels.items() for name in (*pair, " ".join(pair)))
        names[field] = {name.casefold(): code for name, code in said}
        names[field] |= {code.casefold(): code for code in labels}
    return names


def read_code(cell: str, names: Mapping[str, str], *, several: bool = False) -> tuple[str, list[str]]:
    """Return the code in a cell, the primary first and parted by blanks where there are several, and its faults.

    Examples
    --------
    >>> themes = code_names({"content": ("主动公开内容", "Content"), "skills": ("业务能力", "Skills")})["theme"]
    >>> read_code("业务能力; content", themes, several=True)
    ('skills content', [])
    >>> read_code("Staff, training", code_names({"skills": ("业务能力", "Staff, training")})["theme"], several=True)
    ('skills', [])
    >>> read_code("contents", themes)
    ('', ['contents'])
    """
    cell = cell.strip()
    whole = not several or cell.casefold() in names  # a label may hold a comma
    parts = [part for part in ([cell] if whole else _APART.split(cell)) if part]
    said = [one for part in parts for one in ([part] if part.casefold() in names or not several else part.split())]
    unknown = [one for one in said if one.casefold() not in names]
    codes = list(dict.fromkeys(names[one.casefold()] for one in said if one not in unknown))
    if unknown or len(codes) > MOST_THEMES:
        return "", unknown or [f"{len(codes)} themes, at most {MOST_THEMES}"]
    return " ".join(codes), []
