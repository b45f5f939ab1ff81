"""Charts for the band's tests: all meters, all kinds of chords, gaps and far-off tempos."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tonmeister.model import (
    Chart,
    ChartChord,
    ChartNote,
    ChartSection,
    ChordSymbol,
    KeyAt,
    MeterAt,
    TempoAt,
)
from tonmeister.music.chord_kinds import KINDS
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.clock import bar_start
from tonmeister.music.spelling import spelled

ROOTS = ("C", "D", "Eb", "F#", "G", "A", "Bb")
TUNE = (0, 2, 4, 7, 9, 12)


def chart(
    text: str,
    *,
    meters: tuple[tuple[int, int, int], ...] = ((0, 4, 4),),
    bpm: float = 120.0,
    key: int = 0,
    mode: str = "major",
    sections: str = "",
    tune: bool = True,
    first: Fraction = Fraction(0),
) -> Chart:
    """Return a chart of bars split by ``|``; ``sections`` are names with bars: "Verse 8"."""
    bars = text.split("|")
    rows = tuple(MeterAt(bar=bar, beats=beats, unit=unit) for bar, beats, unit in meters)
    bare = Chart(title="Test", meters=rows)
    chords = []
    for n, bar in enumerate(bars):
        names, start, end = bar.split(), bar_start(bare, n), bar_start(bare, n + 1)
        each = (end - start) / max(1, len(names))
        chords += [
            ChartChord(
                start_quarters=start + i * each, length_quarters=each, symbol=read_symbol(name)
            )
            for i, name in enumerate(names)
            if name != "N.C."
        ]
    home = KeyAt(at_quarters=Fraction(0), tonic_fifths=key, mode=mode)
    length = bar_start(bare, len(bars) - 1)
    melody = []
    at, n = first, 0
    while tune and at < length:
        size = Fraction(1, 2) if n % 3 else Fraction(1)
        pitch = spelled(60 + TUNE[n * 5 % 6], home)
        melody.append(ChartNote(start_quarters=at, length_quarters=size, pitch=pitch))
        at, n = at + size, n + 1
    named, bar = [], 0
    for row in sections.split(",") if sections else ():
        name, count = row.rsplit(" ", 1)
        named.append(ChartSection(name=name.strip(), first_bar=bar, bars=int(count)))
        bar += int(count)
    return Chart(
        title="Test", keys=(home,), meters=rows, chords=tuple(chords), melody=tuple(melody),
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=bpm),),
        sections=tuple(named), bars=len(bars),
    )  # fmt: skip


def random_chart(rng: np.random.Generator) -> Chart:
    """Return a chart as nobody writes it: odd meters, chords off the grid, gaps, far tempos."""

    def some(*values: int) -> int:
        return int(rng.choice(values))

    meters = [MeterAt(bar=0, beats=some(2, 3, 4, 5, 6, 7, 9, 12), unit=some(4, 8, 2))]
    if rng.random() < 0.4:
        meters.append(MeterAt(bar=some(1, 2, 4), beats=some(2, 3, 5, 6), unit=some(4, 8)))
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=some(-6, -2, 0, 3, 6), mode="minor")
    chords, at = [], Fraction(some(0, 1, 5), some(1, 2, 3))
    for _ in range(some(1, 5, 12)):
        length = Fraction(some(1, 2, 3, 8, 16), some(1, 2, 3, 4))
        kind = list(KINDS)[some(*range(len(KINDS)))]
        bass = some(-5, 0, 4) if rng.random() < 0.3 else None
        symbol = ChordSymbol(some(-7, -3, 0, 2, 7), kind, bass)
        chords.append(ChartChord(start_quarters=at, length_quarters=length, symbol=symbol))
        at += length * some(1, 1, 1, 2)
    melody, at = [], Fraction(some(-5, 0, 9), 2)
    for _ in range(some(0, 7, 25)):
        length = Fraction(some(1, 2, 5), some(1, 2, 3, 4))
        pitch = spelled(some(*range(30, 96)), key)
        melody.append(ChartNote(start_quarters=at, length_quarters=length, pitch=pitch))
        at += length
    return Chart(
        title="Odd", keys=(key,), meters=tuple(meters), chords=tuple(chords),
        melody=tuple(melody),
        tempos=(TempoAt(at_quarters=Fraction(0), quarter_bpm=float(rng.uniform(30, 300))),
                TempoAt(at_quarters=Fraction(7), quarter_bpm=float(rng.uniform(40, 250)))),
    )  # fmt: skip


SONG = "Verse 8,Chorus 8,Verse 8,Chorus 8,Bridge 4,Chorus 8,Outro 4"
_VERSE = "C|G/B|Am7|F|C|G|F|G"
_CHORUS = "F|G|Am|C/E|F|G|C|C"

CHARTS: dict[str, Chart] = {
    "song": chart(
        "|".join((_VERSE, _CHORUS, _VERSE, _CHORUS, "Dm7|Em7|F|G7sus4", _CHORUS, "F|G|C|C")),
        sections=SONG,
    ),
    "half bars": chart(
        "Dm7 G7|Cmaj7 A7b9|Dm7 G13|Em7b5 A7|Fmaj7 Bb7#11|Em7 Ebdim7|Dm9 G7#9|C69|" * 3
        + "Dm7 G7|C6",
        bpm=160, sections="A 8,A 8,B 8,A 2",
    ),
    "minor": chart("Am|F|C|G/B|Am|Dm7|E7|E7|" * 2 + "Am", key=3, mode="minor", bpm=96),
    "waltz": chart("G|D/F#|Em|C|G|Am7|D7|G|" * 2 + "G", meters=((0, 3, 4),), key=1, bpm=108),
    "six": chart("D|A/C#|Bm|G|D|Em7|A7|D|" * 2 + "D", meters=((0, 6, 8),), key=2, bpm=96),
    "twelve": chart("E7|A7|E7|E7|A7|A7|E7|C#m7|F#m7|B7|E7|B7|E7", meters=((0, 12, 8),), key=4),
    "two": chart("F|Bb|C7|F|Dm|Gm|C7|F|" * 2 + "F", meters=((0, 2, 4),), key=-1, bpm=112),
    "five": chart("Ebm|Cbmaj7|Gb|Db/F|" * 3 + "Ebm", meters=((0, 5, 4),), key=-3, mode="minor"),
    "seven": chart("Am|F|G|Em|" * 3 + "Am", meters=((0, 7, 8),), key=3, mode="minor", bpm=140),
    "meters change": chart(
        "C|F|G|C|Am|F|G|C|Dm|G|C|F|G|C",
        meters=((0, 4, 4), (3, 2, 4), (4, 4, 4), (7, 3, 4), (9, 6, 8), (11, 4, 4)),
    ),
    "gaps": chart("C|N.C.|F N.C.|N.C. G|C|N.C.|N.C.|Am|F G Am G|C"),
    "one chord": chart("E7|" * 15 + "E7", key=4, bpm=100, tune=False),
    "every kind": chart(
        "|".join(f"{ROOTS[n % len(ROOTS)]}{kind}" for n, kind in enumerate(KINDS)) + "|C",
        bpm=110,
    ),
    "fast": chart(_VERSE + "|" + _CHORUS, bpm=232),
    "slow": chart(_VERSE + "|" + _CHORUS, bpm=44),
    "pickup": chart(_VERSE + "|" + _CHORUS, first=Fraction(-3, 2)),
    "ends open": chart("C|Am|F|G|C|Am|F|G7"),
    "two bars": chart("C|G"),
}  # fmt: skip
