"""Where a thing stands in a TOML file: tomllib does not tell."""

from __future__ import annotations

import re


class TomlLines:
    r"""Finds the line of a thing in the text of a TOML file.

    Examples
    --------
    >>> TomlLines('[[theme]]\nid = "网站"').of_value("theme", 0, "id")
    2
    """

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def of_table(self, name: str, number: int) -> int | None:
        """The line of the `number`-th ``[[name]]``, or of ``[name]``."""
        header = re.compile(rf"\s*\[\[?\s*{name}\s*\]\]?\s*(#.*)?$")
        found = [at for at, line in enumerate(self._lines, 1) if header.match(line)]
        return found[number] if number < len(found) else None

    def of_name(self, name: str) -> int | None:
        """The first line of a table, or of a key outside of all tables."""
        quoted = rf"[\"']?{re.escape(name)}[\"']?\s*"
        # a key of that name within a table comes second: those outside of all stand before the first table
        for begin in (rf"\s*\[\[?\s*{quoted}[].]", rf"\s*{quoted}[.=]"):
            for at, line in enumerate(self._lines, 1):
                if re.match(begin, line):
                    return at
        return None

    def of_value(self, name: str, number: int, key: str, value: str = "") -> int | None:
        """The line of `key`, or of `value` under it, within a table; that of the table if it is not found."""
        start = self.of_table(name, number)
        if start is None:
            return None
        inside = False
        for at, line in enumerate(self._lines[start:], start + 1):
            if re.match(r"\s*\[\[?\s*\w+\s*\]\]?\s*(#.*)?$", line):
                break
            if opened := re.match(r"\s*([\w-]+|\"[^\"]*\")\s*=", line):
                inside = opened[1].strip('"') == key
            if inside and (not value or f'"{value}"' in line or f"'{value}'" in line):
                return at
        return start
