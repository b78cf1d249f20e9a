"""Mend the characters and the spaces of a line."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from textkit.reading.resources import load

HAN = "\u3400-\u9fff\uf900-\ufaff〇\U00020000-\U0003ffff"
PUNCTUATION = "、-〃〈-】〔-〛‘’“”…\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_LATIN = "A-Za-z\u00c0-\u024f"


@cache
def _table() -> dict[int, str | None]:
    """Map code points to what is meant by them; ``None`` for those that show nothing."""
    table: dict[int, str | None] = {}
    compatible = [
        range(0x2F00, 0x2FD6),  # Kangxi radicals
        range(0xF900, 0xFB00),  # CJK compatibility ideographs
        range(0x2F800, 0x2FA20),
        range(0xFF10, 0xFF1A),  # full-width digits and letters
        range(0xFF21, 0xFF3B),
        range(0xFF41, 0xFF5B),
        range(0x2474, 0x249C),  # (1), 1.; circled digits stay
        range(0x3220, 0x322A),  # (一)
        range(0xFB00, 0xFB07),  # Latin ligatures
    ]
    for block in compatible:
        for code in block:
            mended = unicodedata.normalize("NFKC", chr(code))
            if mended != chr(code):
                table[code] = mended
    radicals = "".join(load("cleaning")["characters"]["radicals"].split())
    table.update({ord(radical): meant for radical, meant in zip(radicals[::2], radicals[1::2], strict=True)})
    spaces = [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
    table.update(dict.fromkeys(spaces, " "))
    invisible = [0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    invisible += [0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
    controls = [*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF]
    table.update(dict.fromkeys([*invisible, *controls]))
    return table


def mend(text: str) -> str:
    """Replace compatibility characters by those meant, and drop what shows nothing; punctuation stays.

    The reading that a mirror sets behind a character, 镇(zhèn), goes too.

    Examples
    --------
    >>> mend("我镇(zhèn)进(jìn)一步")
    '我镇进一步'
    >>> mend("２０２１年，⽂件（附）①")
    '2021年，文件（附）①'
    """
    return _PHONETIC.sub("", text.translate(_table()))


# Pinyin with its tone mark: an abbreviation in brackets has none.
_PHONETIC = re.compile(
    r"(?<=[\u4e00-\u9fff])[(（](?=[a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ])[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]"
)
_SPACES = re.compile(r"[ \t]+")
_YEAR = re.compile(r"(?<![\d\t])(\d) ?(\d) ?(\d) ?(\d)(?= ?年)")
_NO_SPACE = re.compile(
    rf"(?<=[{PUNCTUATION}]) | (?=[{PUNCTUATION}])|(?<=[{HAN}]) (?![{_LATIN}])|(?<![{_LATIN}]) (?=[{HAN}])"
)


def tidy(text: str) -> str:
    """Drop the spaces inside Chinese text and between it and digits; keep those beside Latin words.

    Examples
    --------
    >>> tidy("2020 年 ，共 3 次 ； API 接口 and 其他")
    '2020年，共3次；API 接口 and 其他'
    """
    text = _SPACES.sub(" ", text).strip(" ")
    if " " not in text:
        return text
    text = _NO_SPACE.sub("", text)
    return _YEAR.sub(r"\1\2\3\4", text)
