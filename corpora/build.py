"""Build the sample corpus from its gold, or check that what is there is what the gold gives.

python corpora/build.py
python corpora/build.py --check
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rendering.corpus import build, differences

SAMPLE = Path(__file__).resolve().parent / "sample"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    if parser.parse_args().check:
        faults = differences(SAMPLE)
        print(
            "\n".join(faults) or "the documents are what the gold gives",
            file=sys.stderr if faults else sys.stdout,
        )
        return 1 if faults else 0
    files = build(SAMPLE)
    for name, content in files.items():
        (SAMPLE / name).parent.mkdir(exist_ok=True)
        (SAMPLE / name).write_bytes(content)
    print(f"{len(files)} files written to {SAMPLE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
