"""The shipped font draws every character of 通用规范汉字表, and may be shipped."""

from __future__ import annotations

from importlib.resources import files

from fontTools.ttLib import TTFont

FONTS = files("textkit") / "resources" / "fonts"


def test_the_font() -> None:
    lines = (FONTS / "characters.txt").read_text(encoding="utf-8").split("\n")
    assert [len(line) for line in lines] == [3500, 3000, 1605, 0]
    characters = set("".join(lines))
    assert len(characters) == 8105
    assert sum(ord(character) > 0xFFFF for character in characters) == 196
    with (FONTS / "TextkitSansSC-Regular.ttf").open("rb") as file:
        font = TTFont(file)
        drawn = {chr(code) for code in font.getBestCmap()}
        assert characters | set("·—…“”‘’①⑳％‰×≥≤→•−，。；：、（）《》【】！？０９ＡｚＺ") <= drawn
        assert {chr(code) for code in range(0x20, 0x7F)} <= drawn
        assert "glyf" in font and "CFF " not in font
        names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == "Textkit Sans SC"
    assert "Source" not in names[4] + names[6] and "Noto" not in names[4] + names[6]
    assert "Reserved Font Name" in names[0] and "Open Font License" in names[13]


def test_the_licence_lies_beside_it() -> None:
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
