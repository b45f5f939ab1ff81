"""Write docs/fidelity.md: what of a mix arrives in which format, and how truly."""

from __future__ import annotations

from pathlib import Path

from tonmeister.exchange.daw.fidelity import table
from tonmeister.exchange.daw.formats import FORMATS

OPENING = """# What arrives how

`tonmeister export SONG --to FORMAT` writes a mix for another program. This table says of each part
of a mix how truly it arrives there; the same words stand in `About this export.txt` beside every
export, for the parts that song makes use of. It is made from the formats' own declarations
(`python tools/fidelity.py`), and the tests hold it to what is written and read back
(`tests/exporting/test_fidelity.py`) and, for Ardour, to what Ardour plays.

- **exact**: it says or sounds the same, to the frame and to a thousandth of a decibel.
- **approximate**: it arrives, and the figure says how near.
- **printed**: it is played into the sound, and so sounds the same, but cannot be changed there.
- **lost**: the format has no place for it.

"""


def main() -> None:
    """Write the page."""
    who = "".join(f"- {form.title}: {form.opens_in}\n" for form in FORMATS.values())
    page = Path(__file__).parents[1] / "docs" / "fidelity.md"
    page.write_text(OPENING + table() + "\nWho opens what:\n\n" + who, "utf-8")
    print(page.name)


if __name__ == "__main__":
    main()
