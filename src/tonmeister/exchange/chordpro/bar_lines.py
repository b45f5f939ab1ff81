"""One line of chords, taken apart: bars, repeats, a label in front, words behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tonmeister.music.chart_cells import AGAIN, HOLD, SILENT, CellError, symbol_of
from tonmeister.music.chord_names import UnknownChord

_BARLINE = re.compile(r"(:?\|[|.]?:?)")
_LABEL = re.compile(r"\s*([^:|\[\]]{1,60}):(?!\|)\s*(.*)")
_LENGTH = re.compile(r":[\d/]+$|@[-\d/]+:[\d/]+$")
SLASH = "/"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as it is written; ``opens`` and ``closes`` are repeat signs at its sides."""

    text: str
    opens: bool = False
    closes: bool = False


def is_chord(word: str) -> bool:
    """Say whether a word can stand in a bar."""
    plain = _LENGTH.sub("", word)
    if plain in SILENT or plain in (HOLD, AGAIN, SLASH):
        return True
    try:
        symbol_of(plain)
    except (UnknownChord, CellError):
        return False
    return True


def chordlike(text: str) -> bool:
    """Say whether most words of a text are chords, and one of them more than a dot."""
    words = text.split()
    good = [w for w in words if is_chord(w)]
    return 2 * len(good) > len(words) and any(w[0].isalpha() or w == AGAIN for w in good)


def labelled(line: str) -> tuple[str, str]:
    """Return the label before a colon and the rest: ``Verse: D A`` is ("Verse", "D A")."""
    match = _LABEL.fullmatch(line)
    if match is None or is_chord(match[1].strip()) or match[1].strip().endswith("|"):
        return "", line
    return match[1].strip(), match[2]


def bars_in(line: str, *, margins: bool = False) -> list[Bar]:
    """Return the bars between bar lines. ``margins``: words before the first one and behind the
    last one are remarks, as in the grids of ChordPro.
    """
    pieces = _BARLINE.split(line.strip())
    texts, signs = pieces[::2], ["|", *pieces[1::2], "|"]
    out: list[Bar] = []
    for place, text in enumerate(texts):
        edge = place in (0, len(texts) - 1)
        plain = " ".join(HOLD if w == SLASH else w for w in text.split())
        if edge and (margins or not plain):
            continue
        out.append(Bar(plain, signs[place].endswith(":"), signs[place + 1].startswith(":")))
    return out
