"""What the name of an agency tells of its level, its body and its region."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from textkit.reading.characters import mend
from textkit.reading.resources import load
from textkit.records import Body, Level


@dataclass(frozen=True, slots=True)
class Standing:
    """Level, body and region of an agency; ``None`` is unknown."""

    level: Level | None
    body: Body | None
    region: str | None


@cache
def _known() -> dict[str, tuple[Level, str]]:
    """Map the names of places that are known to their level and province."""
    found: dict[str, tuple[Level, str]] = {}
    for province in load("regions")["province"]:
        name = province["name"]
        found[name] = ("province", name)
        found.update((place, ("city", name)) for place in province.get("prefectures", "").split())
        counties = province.get("counties", "").split()
        if province.get("municipality"):
            # a 新区 is a zone unless it is known as a district; other districts share their names
            counties = [place for place in counties if place.endswith("新区")]
        found.update((place, ("county", name)) for place in counties)
    return found


@cache
def _inside() -> dict[str, tuple[str, ...]]:
    """Map a province to the places inside it, longest first."""
    return {
        province["name"]: tuple(
            sorted(
                (province.get("prefectures", "") + " " + province.get("counties", "")).split(),
                key=len,
                reverse=True,
            )
        )
        for province in load("regions")["province"]
    }


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("identity")["agency"][name])


def normalise(name: str) -> str:
    """Write the name of an agency in the form by which reports of one agency are joined.

    Examples
    --------
    >>> normalise("云泽省"), normalise("澄湖 市政府"), normalise("澄湖市教育局")
    ('云泽省人民政府', '澄湖市人民政府', '澄湖市教育局')
    """
    name = re.sub(r"\s+", "", mend(name)).replace("(", "（").replace(")", "）")
    if _pattern("short_government").search(name):
        name = re.sub(r"政府(办公厅|办公室|办)?$", r"人民政府\1", name)
    if _place(name)[1] == "" and not _is_zone(name) and not name.endswith("街道"):
        name += "人民政府"
    return name


def is_agency(name: str) -> bool:
    """Whether a name ends as those of agencies and places do, and says whose it is (not 市教育局).

    Examples
    --------
    >>> is_agency("澄湖市教育局"), is_agency("第五次会议")
    (True, False)
    """
    if not 2 <= len(name) <= 40 or re.search(r"[\d，。；：、？！:;,]", name) or _pattern("vague").match(name):
        return False
    endings = "|".join(load("identity")["agency"][kind] for kind in ("government", "department", "other"))
    return (
        re.search(f"(?:{endings}|[省市县区州盟旗乡镇])$", name) is not None
        or _is_zone(name)
        or _pattern("central").fullmatch(name) is not None
    )


def standing(name: str) -> Standing:
    """Tell level, body and region of an agency by its name alone.

    Parameters
    ----------
    name
        The full name, such as 吴忠市教育局.

    Returns
    -------
    Standing
        The level is that of the place in the name, and of a department that of its government. A zone
        with a committee in place of a government has no level.

    Examples
    --------
    >>> standing("吴忠市教育局")
    Standing(level='city', body='department', region='宁夏回族自治区')
    >>> standing("上海市徐汇区人民政府")
    Standing(level='county', body='government', region='上海市')
    """
    name = re.sub(r"\s+", "", mend(name)).removeprefix("中共")
    name = re.sub(f"^(?:{_pattern('vertical').pattern})(?=.)", "", name)
    level, rest, region = _place(name)
    if _is_zone(name) and not (level and _is_office(rest) and not _is_zone(rest)):
        return Standing(None, _zone_body(name), region)
    if level is None and _pattern("central").fullmatch(name):
        whole = name == "国务院" or name.startswith("国务院办公")
        return Standing("central", "government" if whole else "department", None)
    return Standing(level, _body(rest if level else name, level), region)


def _is_zone(name: str) -> bool:
    """Whether a name is of a zone, or of an office of one; a district whose name ends so is none."""
    found = _pattern("zone").match(_after_places(name)[0])
    return found is not None


def _zone_body(name: str) -> Body:
    found = _pattern("zone").match(_after_places(name)[0])
    rest = _after_places(name)[0][found.end() :] if found else ""
    return "department" if _is_office(rest) and rest not in ("", "办公室", "办公厅", "办") else "other"


def _is_office(rest: str) -> bool:
    endings = f"{_pattern('department').pattern}|{_pattern('government').pattern}"
    return rest == "" or re.search(f"(?:{endings})$", rest) is not None


def _body(rest: str, level: Level | None) -> Body | None:
    if rest == "" or _pattern("government").fullmatch(rest):
        return "government" if level else None
    if re.search(f"{_pattern('other').pattern}$", rest):
        return "other"
    if re.search(f"{_pattern('department').pattern}$", rest):
        return "department"
    return "other"


def _after_places(name: str) -> tuple[str, Level | None, str | None]:
    """Return what follows the known places at the start of a name, with the level and province they tell."""
    level: Level | None = None
    region: str | None = None
    rest = name
    known = _known()
    for length in range(min(len(name), 16), 1, -1):
        if name[:length] in known:
            level, region = known[name[:length]]
            rest = name[length:]
            break
    else:
        for province in load("regions")["province"]:
            short = province["short"]
            after = name[len(short) :]
            if name.startswith(short) and after and _short_fits(province["name"], after):
                level, region, rest = "province", province["name"], after
                break
        else:
            unknown = _pattern("province").match(name)
            if unknown:
                level, region, rest = "province", unknown.group(), name[unknown.end() :]
    if level == "province" and region:
        for place in _inside().get(region, ()):
            if rest.startswith(place):
                inner = known.get(place)
                return rest[len(place) :], inner[0] if inner else "county", region
    return rest, level, region


def _short_fits(province: str, after: str) -> bool:
    """Whether the short name of a province is meant: a place inside it or a plain office follows."""
    if after.startswith(_inside()[province]):
        return True
    places = re.search(r"[省市县区州盟旗乡镇]|街道|路", after)
    return places is None and re.search(f"{_pattern('department').pattern}$", after) is not None


def _place(name: str) -> tuple[Level | None, str, str | None]:
    """Return the level of the smallest place at the start of a name, what follows it, and the province."""
    rest, level, region = _after_places(name)
    prefecture = _pattern("prefecture").match(rest)
    if level in (None, "province") and prefecture and not _ends_as_word(prefecture.group()):
        level, rest = "city", rest[prefecture.end() :]
    for _ in range(2):  # a 市 that is not known may hold a 区 or 县
        county = "" if level is not None and _pattern("zone").match(rest) else _county(rest)
        if county and (level in (None, "province", "city") or not rest.startswith(("市", "县"))):
            level, rest = "county", rest[len(county) :]
    township = re.match(f"({_pattern('township').pattern})(?={_pattern('after_township').pattern})", rest)
    if township and not _ends_as_word(township.group(1)):
        level, rest = "township", rest[township.end() :]
    return level, rest, region


def _county(rest: str) -> str:
    """Return the county-level place at the start of a name, else an empty text."""
    found = _pattern("county").match(rest)
    if not found or _pattern("zone").match(found.group()):
        return ""
    tail = rest[found.end() :]
    if _ends_as_word(found.group()) and not tail.startswith("人民政府"):
        return ""
    fits = _is_office(tail) or re.search(r"[乡镇区]|街道|院|会|司|队|校|学", tail)
    return found.group() if fits else ""


def _ends_as_word(place: str) -> bool:
    words = load("identity")["agency"]
    return place in words["not_places"] or place.endswith(tuple(words["not_endings"]))
