"""Conditions on rows, as ``year >= 2019 and level == 'county'``: comparisons only, never code."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>'[^']*'|"[^"]*")
  | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
  | (?P<compare>==|!=|>=|<=|>|<)
  | (?P<mark>[\[\](),])
  | (?P<name>[^\W\d]\w*)
    )""",
    re.VERBOSE,
)
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_FLAGS = {"true": True, "false": False}
_LONGEST = 2000
Literal = str | float | bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of a column with a literal; with the operator ``in``, with several."""

    column: str
    operator: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def parse_where(expression: str) -> list[Condition]:
    """Read conditions joined by ``and``.

    Parameters
    ----------
    expression
        ``COLUMN OPERATOR LITERAL and …``: an operator is one of ``== != >= <= > <``, or ``in`` with a list
        ``['county', 'city']``; a literal is a number, a quoted text, or true or false.

    Returns
    -------
    list of Condition
        In the order of the expression; all are to hold.

    Raises
    ------
    ValueError
        If it is anything else; says what was expected where.

    Examples
    --------
    >>> parse_where("year >= 2019 and region in ['云泽省', '澄湖市']")[1].values
    ('云泽省', '澄湖市')
    """
    tokens = _tokens(expression)
    conditions = [_condition(tokens)]
    while tokens:
        _take(tokens, "and between two conditions", lambda token: token == _Token("name", "and"))
        conditions.append(_condition(tokens))
    return conditions


def _tokens(expression: str) -> list[_Token]:
    """Cut an expression into tokens, the first one last."""
    if len(expression) > _LONGEST:
        raise ValueError(f"the condition is longer than {_LONGEST} characters")
    found, at, end = [], 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None or match.lastgroup is None:
            raise ValueError(
                f"cannot read {expression[at:].strip()[:20]!r} in the condition: write comparisons such as "
                "year >= 2019 and level == 'county'"
            )
        found.append(_Token(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found[::-1]


def _take(tokens: list[_Token], expected: str, fits: Callable[[_Token], bool]) -> _Token:
    if not tokens:
        raise ValueError(f"the condition ends where {expected} is expected")
    if not fits(tokens[-1]):
        hint = f" (a text stands in quotes: '{tokens[-1].text}')" if tokens[-1].kind == "name" else ""
        raise ValueError(f"{tokens[-1].text} stands where {expected} is expected{hint}")
    return tokens.pop()


def _condition(tokens: list[_Token]) -> Condition:
    column = _take(tokens, "a column", lambda token: token.kind == "name" and token.text not in ("and", "in")).text
    sign = _take(
        tokens, "one of == != >= <= > < in", lambda token: token.kind == "compare" or token == _Token("name", "in")
    ).text
    return Condition(column, sign, _listed(tokens) if sign == "in" else (_literal(tokens),))


def _literal(tokens: list[_Token]) -> Literal:
    token = _take(
        tokens,
        "a number or a quoted text",
        lambda token: token.kind in ("text", "number") or token.text.lower() in _FLAGS,
    )
    if token.kind == "number":
        return float(token.text)
    return token.text[1:-1] if token.kind == "text" else _FLAGS[token.text.lower()]


def _listed(tokens: list[_Token]) -> tuple[Literal, ...]:
    opening = _take(tokens, "a list such as ['county', 'city']", lambda token: token.text in ("[", "("))
    closing = "]" if opening.text == "[" else ")"
    values = [_literal(tokens)]
    while _take(tokens, f", or {closing}", lambda token: token.text in (",", closing)).text == ",":
        values.append(_literal(tokens))
    return tuple(values)


def select_where(data: pd.DataFrame, expression: str) -> pd.DataFrame:
    """Return the rows for which every condition holds; a missing value fulfils none.

    Parameters
    ----------
    data
        Any frame.
    expression
        See `parse_where`.

    Raises
    ------
    ValueError
        If a column does not exist (those there are are listed), holds values that cannot be compared with
        the literal, or the expression cannot be read.

    Examples
    --------
    >>> items = pd.DataFrame({"year": [2018, 2020], "agency": ["澄湖市教育局", "青石县"]})
    >>> select_where(items, "year >= 2019 and agency != '澄湖市教育局'")["agency"].tolist()
    ['青石县']
    """
    kept = pd.Series(True, index=data.index)
    for condition in parse_where(expression):
        if condition.column not in data.columns:
            raise ValueError(f"no column {condition.column!r}; there are {', '.join(map(str, data.columns))}")
        kept &= _holds(data[condition.column], condition)
    return data[kept]


def _holds(column: pd.Series[Any], condition: Condition) -> pd.Series[bool]:
    for value in condition.values:
        _check_kind(column, condition.column, value)
    known = column.notna()
    if condition.operator == "in":
        return known & column.isin(condition.values)
    held = np.zeros(len(column), dtype=bool)
    held[known] = _OPERATORS[condition.operator](column[known], condition.values[0])
    return pd.Series(held, index=column.index, dtype=bool)


def _check_kind(column: pd.Series[Any], name: str, value: Literal) -> None:
    """Raise unless the literal is of the column's kind."""
    flags = pd.api.types.is_bool_dtype(column)
    numbers = pd.api.types.is_numeric_dtype(column) and not flags
    holds, fits = "text", isinstance(value, str)
    if flags:
        holds, fits = "true or false", isinstance(value, bool)
    elif numbers:
        holds, fits = "numbers", isinstance(value, float) and not isinstance(value, bool)
    if not fits and column.notna().any():
        shown = f"'{value}'" if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else value
        raise ValueError(f"column {name} holds {holds}; {shown} is none")
