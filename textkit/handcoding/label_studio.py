"""Sheets as tasks of Label Studio, an open tool for annotation, and its export as rows again.

The formats are those of its documentation: tasks with ``data``, ``meta`` and ``predictions``; annotations whose
``result`` lists a choice per control.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from textkit.handcoding.codes import FIELDS, Field, Labels, field_labels

if TYPE_CHECKING:
    import pandas as pd

_ANCHOR = ("item_id", "sha256", "report_id", "start", "end", "pi")
_OBJECT = "text"
_FURTHER = "further"
"""The control for further themes: a choice of several keeps no order, so the primary has a control of its own."""
_TITLES: Mapping[str, str] = {
    "role": "角色 Role",
    "status": "进展（仅措施） Status of a measure",
    "theme": "首要主题 Primary theme",
    _FURTHER: "其他主题（至多两个） Further themes, at most two",
    "substance": "实质程度（仅措施） Substance of a measure",
}


def labelling_config(themes: Labels) -> str:
    """Return the labelling interface: choices for role, status, themes and substance, labelled zh and en.

    Examples
    --------
    >>> config = labelling_config({"content": ("主动公开内容", "Content of disclosure")})
    >>> '<Choice value="主动公开内容 Content of disclosure" alias="content" />' in config
    True
    """
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Text", name="context", value="$context")
    ElementTree.SubElement(view, "Text", name=_OBJECT, value="$text")
    labels = field_labels(themes)
    controls: tuple[tuple[str, Field], ...] = (
        ("role", "role"),
        ("status", "status"),
        ("theme", "theme"),
        (_FURTHER, "theme"),
        ("substance", "substance"),
    )
    for name, field in controls:
        ElementTree.SubElement(view, "Header", value=_TITLES[name])
        several = "multiple" if name == _FURTHER else "single"
        choices = ElementTree.SubElement(view, "Choices", name=name, toName=_OBJECT, choice=several, showInline="true")
        for code, pair in labels[field].items():
            ElementTree.SubElement(choices, "Choice", value=" ".join(pair), alias=code)
    ElementTree.SubElement(view, "Header", value="备注 Note")
    ElementTree.SubElement(view, "TextArea", name="note", toName=_OBJECT, maxSubmissions="1")
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def to_tasks(sheet: pd.DataFrame, *, made_by: str) -> list[dict[str, Any]]:
    """Return a task per row; codes in the sheet become a prediction by `made_by`."""
    tasks = []
    for row in ({str(name): cell for name, cell in cells.items()} for cells in sheet.to_dict("records")):
        anchor = {name: row[name] for name in _ANCHOR}
        task: dict[str, Any] = {"data": {"text": row["text"], "context": row["context"], **anchor}, "meta": anchor}
        if result := list(_choices(row)):
            task["predictions"] = [{"model_version": made_by, "result": result}]
        tasks.append(task)
    return tasks


def _choices(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    said: dict[str, list[str]] = {field: [row[field]] if row[field] else [] for field in FIELDS}
    primary, *further = row["theme"].split(";")
    said |= {"theme": [primary] if primary else [], _FURTHER: further}
    for name, choices in said.items():
        if choices:
            value = {"choices": choices}
            yield {"id": name, "from_name": name, "to_name": _OBJECT, "type": "choices", "value": value}


def from_tasks(text: str) -> list[dict[str, str]]:
    """Return a row per task and annotation of a JSON export.

    Annotations that were cancelled, and predictions, are left out. The coder is who completed the annotation: the
    address, else the number of the user.

    Raises
    ------
    ValueError
        If the text is no such export.

    Examples
    --------
    >>> choice = {"from_name": "theme", "type": "choices", "value": {"choices": ["content"]}}
    >>> task = {"data": {"item_id": "甲#9"}, "annotations": [{"completed_by": 4, "result": [choice]}]}
    >>> from_tasks(json.dumps([task]))
    [{'where': 'task 1', 'item_id': '甲#9', 'theme': 'content', 'coder': '4'}]
    """
    try:
        tasks = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) and "annotations" in task for task in tasks):
        raise ValueError(
            "no JSON export of Label Studio: there must be tasks with annotations; choose JSON, not JSON-MIN"
        )
    rows = []
    for at, task in enumerate(tasks, start=1):
        data = {**_mapping(task.get("meta")), **_mapping(task.get("data"))}
        anchor = {name: str(data[name]) for name in (*_ANCHOR, "text") if data.get(name) is not None}
        for annotation in task["annotations"] or []:
            if isinstance(annotation, dict) and not annotation.get("was_cancelled"):
                rows.append({"where": f"task {task.get('id', at)}", **anchor, **_answers(annotation)})
    return rows


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _answers(annotation: Mapping[str, Any]) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for each in annotation.get("result") or []:
        value = _mapping(_mapping(each).get("value"))
        given = value.get("choices") or value.get("text") or []
        said[str(_mapping(each).get("from_name"))] = [given] if isinstance(given, str) else [str(one) for one in given]
    themes = dict.fromkeys([*said.pop("theme", []), *said.pop(_FURTHER, [])])
    answers = {name: " ".join(said[name]) for name in (*FIELDS, "note") if name in said}
    if themes:
        answers["theme"] = ";".join(themes)
    by = annotation.get("completed_by")
    coder = _mapping(by).get("email") or _mapping(by).get("id") if isinstance(by, dict) else by
    return {**answers, "coder": "" if coder is None else str(coder)}
