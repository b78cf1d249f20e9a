"""Cut the font of the figures from its source.

The source is Noto Sans SC (SIL Open Font License 1.1) with TrueType outlines, as the package
``@expo-google-fonts/noto-sans-sc`` holds it (version 0.4.3 was used)::

    python tools/cut_font.py expo-google-fonts-noto-sans-sc-0.4.3.tgz

The list of characters is made anew from the Unihan database (field kTGH, Unicode 15.0)::

    python tools/cut_font.py --characters Unihan_OtherMappings.txt

Both write into ``textkit/resources/fonts``. The same source gives the same bytes. The family is renamed,
since the licence reserves a name of the source and a cut font is a modified one.
"""

from __future__ import annotations

import argparse
import io
import re
import tarfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "textkit" / "resources" / "fonts"
FAMILY = "Textkit Sans SC"
FILE = "TextkitSansSC-Regular.ttf"
SOURCE_FONT = "package/400Regular/NotoSansSC_400Regular.ttf"
SOURCE_LICENCE = "package/LICENSE_FONT"
LEVELS = (3500, 6500, 8105)
"""The last index of each of the three levels of 通用规范汉字表."""

BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: · × ° ± ÷
    (0x2010, 0x2027),  # dashes, quotation marks, bullet, ellipsis
    (0x2030, 0x2033),  # per mille, primes
    (0x2190, 0x2193),  # arrows
    (0x2460, 0x2473),  # circled numbers
    (0x3000, 0x3017),  # CJK punctuation
    (0xFF01, 0xFF5E),  # fullwidth forms
    (0xFFE0, 0xFFE5),  # fullwidth currency
)
SYMBOLS = "−※℃№ⅠⅡⅢⅣ→∑√≈≠≤≥■□▲△▼○●★☆㎡㎥"


def main() -> None:
    """Read the arguments and write the font, or the list of characters."""
    parser = argparse.ArgumentParser(description="Cut the font of the figures from its source.")
    parser.add_argument("source", type=Path, help="package with the font (.tgz), or the Unihan file")
    parser.add_argument("--characters", action="store_true", help="make the list of characters instead")
    arguments = parser.parse_args()
    FONTS.mkdir(parents=True, exist_ok=True)
    if arguments.characters:
        write_characters(arguments.source)
    else:
        write_font(arguments.source)


def write_characters(unihan: Path) -> None:
    """Write 通用规范汉字表 in its own order, a level a line."""
    rows = re.findall(r"^U\+([0-9A-F]+)\tkTGH\t2013:(\d+)$", unihan.read_text(encoding="utf-8"), re.MULTILINE)
    table = {int(index): chr(int(code, 16)) for code, index in rows}
    if sorted(table) != list(range(1, LEVELS[-1] + 1)):
        raise SystemExit(f"{unihan}: not the {LEVELS[-1]} characters of the table")
    starts = (0, *LEVELS)
    lines = (
        "".join(table[index] for index in range(start + 1, end + 1)) for start, end in zip(starts, LEVELS, strict=False)
    )
    (FONTS / "characters.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def wanted() -> set[int]:
    """Return the code points that the font must have."""
    table = (FONTS / "characters.txt").read_text(encoding="utf-8").replace("\n", "")
    blocks = (code for first, last in BLOCKS for code in range(first, last + 1))
    return {*map(ord, table + SYMBOLS), *blocks}


def write_font(package: Path) -> None:
    """Write the font and its licence."""
    with tarfile.open(package) as archive:
        font = TTFont(io.BytesIO(member(archive, SOURCE_FONT)), recalcTimestamp=False)
        licence = member(archive, SOURCE_LICENCE)
    if "glyf" not in font:
        raise SystemExit(f"{package}: no TrueType outlines")
    lacking = wanted() - font.getBestCmap().keys()
    table = (FONTS / "characters.txt").read_text(encoding="utf-8")
    if any(chr(code) in table + SYMBOLS for code in lacking):
        raise SystemExit(f"{package}: lacks {''.join(map(chr, sorted(lacking)))}")
    cut(font)
    rename(font)
    font.save(FONTS / FILE)
    (FONTS / "OFL.txt").write_bytes(licence)


def member(archive: tarfile.TarFile, name: str) -> bytes:
    """Return the bytes of a file in the package."""
    file = archive.extractfile(name)
    if file is None:
        raise SystemExit(f"the package lacks {name}")
    return file.read()


def cut(font: TTFont) -> None:
    """Leave the wanted glyphs only, without layout tables: the figures set plain horizontal lines."""
    options = Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "gasp"]
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)


def rename(font: TTFont) -> None:
    """Give the font a family name of its own; copyright, authors and licence stay."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in {0, 2, 5, 8, 9, 10, 13, 14}]
    postscript = FILE.removesuffix(".ttf")
    for number, text in {1: FAMILY, 3: f"2.004;{postscript}", 4: f"{FAMILY} Regular", 6: postscript}.items():
        names.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    main()
