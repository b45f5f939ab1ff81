"""The letters and music signs of verovio's own fonts, as outlines.

verovio brings Leipzig (music) and Liberation Serif (text) with it; nothing is taken from the
system, so that a page looks the same everywhere.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tonmeister.exchange.engrave.drawing import Outline
from tonmeister.exchange.engrave.outlines import outline_of

MUSIC = "Leipzig"
DOUBLE_SIGNS = {"𝄪": "\ue263", "𝄫": "\ue264"}
"""Double sharp and double flat, and where the music font has them (SMuFL)."""
STYLES = ("regular", "bold", "italic", "bold italic")


class CannotEngrave(ValueError):
    """A page cannot be drawn: one clear line says why."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter: its outline in a font of one unit a letter's height, and how far it moves on."""

    outline: Outline
    advance: float


@dataclass(slots=True)
class Font:
    """One font, opened. ``units`` make up the height of a letter."""

    glyphs: Any
    names: dict[int, str]
    units: float
    known: dict[int, Glyph] = field(default_factory=dict)

    def glyph(self, sign: str) -> Glyph | None:
        """Return a letter, or None where the font does not have it."""
        code = ord(sign)
        if code not in self.names:
            return None
        if code not in self.known:
            drawn = self.glyphs[self.names[code]]
            self.known[code] = Glyph(
                outline_of(drawn, 1.0 / self.units), float(drawn.width) / self.units
            )
        return self.known[code]


@cache
def font(name: str) -> Font:
    """Return Leipzig or a style of Liberation Serif ("regular", "bold italic" ...)."""
    opened = _opened(name)
    return Font(opened.getGlyphSet(), opened.getBestCmap(), float(opened["head"].unitsPerEm))


def ttf(name: str) -> bytes:
    """Return a font as a TrueType file, for those who set whole pages."""
    opened = _opened(name)
    opened.flavor = None
    held = io.BytesIO()
    opened.save(held)
    return held.getvalue()


def _opened(name: str) -> Any:
    import verovio
    from fontTools.ttLib import TTFont

    sheet = "Leipzig" if name == MUSIC else "Liberation"
    css = Path(verovio.__file__).with_name("data") / f"{sheet}.css"
    held = re.findall(r"base64,([A-Za-z0-9+/=]+)", css.read_text("ascii"))
    number = 0 if name == MUSIC else STYLES.index(name)
    return TTFont(io.BytesIO(base64.b64decode(held[number])), recalcTimestamp=False)


def glyph(sign: str, wanted: str, text: str) -> Glyph:
    """Return a letter from the wanted font, or from one of the others that has it."""
    for name in (wanted, "regular", MUSIC):
        found = font(name).glyph(DOUBLE_SIGNS.get(sign, sign))
        if found is not None:
            return found
    raise CannotEngrave(
        f"the fonts of the engraver have no sign for {sign!r} (in {text.strip()!r}): write it in "
        "Latin, Greek or Cyrillic letters, or open the MusicXML file in a notation program"
    )
