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
from tonmeister.exchange.engrave.outlines import outline_of, parsed

MUSIC = "Leipzig"
MUSIC_UNITS = 1000.0
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


@dataclass(slots=True)
class MusicFont:
    """Leipzig, sign by sign as verovio keeps it: a path each, and a table of widths."""

    folder: Path
    widths: dict[str, float]
    known: dict[str, Glyph] = field(default_factory=dict)

    def glyph(self, sign: str) -> Glyph | None:
        """Return a sign, or None where the font does not have it."""
        code = f"{ord(sign):04X}"
        if code not in self.widths:
            return None
        if code not in self.known:
            drawn = (self.folder / f"{code}.xml").read_text("ascii")
            path = re.search(r' d="([^"]*)"', drawn)
            outline = parsed(path[1]) if path else ()
            small = tuple(
                (name, tuple((x / MUSIC_UNITS, y / MUSIC_UNITS) for x, y in points))
                for name, points in outline
            )
            self.known[code] = Glyph(small, self.widths[code] / MUSIC_UNITS)
        return self.known[code]


@cache
def font(name: str) -> Font:
    """Return a style of Liberation Serif ("regular", "bold italic" ...)."""
    opened = _opened(name)
    return Font(opened.getGlyphSet(), opened.getBestCmap(), float(opened["head"].unitsPerEm))


def ttf(name: str) -> bytes:
    """Return a style of Liberation Serif as a TrueType file, for those who set whole pages."""
    opened = _opened(name)
    opened.flavor = None
    held = io.BytesIO()
    opened.save(held)
    return held.getvalue()


def _opened(name: str) -> Any:
    import verovio
    from fontTools.ttLib import TTFont

    css = Path(verovio.__file__).with_name("data") / "Liberation.css"
    held = re.findall(r"base64,([A-Za-z0-9+/=]+)", css.read_text("ascii"))
    packed = io.BytesIO(base64.b64decode(held[STYLES.index(name)]))
    return TTFont(packed, recalcTimestamp=False)


@cache
def music_font() -> MusicFont:
    """Return Leipzig."""
    import verovio

    data = Path(verovio.__file__).with_name("data")
    table = (data / f"{MUSIC}.xml").read_text("ascii")
    widths = re.findall(r'<g c="([0-9A-F]+)"[^>]*? h-a-x="([0-9.]+)"', table)
    return MusicFont(data / MUSIC, {code: float(width) for code, width in widths})


def glyph(sign: str, wanted: str, text: str) -> Glyph:
    """Return a letter from the wanted font, or from one of the others that has it."""
    for name in (wanted, "regular", MUSIC):
        source = music_font() if name == MUSIC else font(name)
        found = source.glyph(DOUBLE_SIGNS.get(sign, sign))
        if found is not None:
            return found
    raise CannotEngrave(
        f"the fonts of the engraver have no sign for {sign!r} (in {text.strip()!r}): write it in "
        "Latin, Greek or Cyrillic letters, or open the MusicXML file in a notation program"
    )
