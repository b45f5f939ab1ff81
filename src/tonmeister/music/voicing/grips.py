"""Guitar grips that a hand can hold: at most four frets, four fingers, one note a string."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from tonmeister.model import ChordSymbol
from tonmeister.music.chord_kinds import bass_class, semitones, tone_classes
from tonmeister.music.chords import GUITAR_STRINGS
from tonmeister.music.voicing.limits import muddy
from tonmeister.music.voicing.tones import interval_of

GripKind = Literal["full", "shell", "top", "power"]
FRETS_SPAN = 4
FINGERS = 4
TOP_FRET = 12


@dataclass(frozen=True, slots=True)
class Grip:
    """Frets from the low E string up; None is a string that does not sound, 0 an open one."""

    frets: tuple[int | None, ...]

    @property
    def pitches(self) -> tuple[int, ...]:
        """MIDI keys that sound, from the low string up."""
        rows = zip(GUITAR_STRINGS, self.frets, strict=True)
        return tuple(s + f for s, f in rows if f is not None)

    @property
    def strings(self) -> tuple[int, ...]:
        """Which strings sound: 6 the low E, 1 the high one, as ``pitches``."""
        return tuple(6 - i for i, f in enumerate(self.frets) if f is not None)

    @property
    def pressed(self) -> tuple[int, ...]:
        """Frets that are pressed down."""
        return tuple(f for f in self.frets if f)

    @property
    def place(self) -> int:
        """Where the first finger lies; 0 for open strings alone."""
        return min(self.pressed, default=0)

    @property
    def written(self) -> str:
        """How guitarists write it: ``x32010``."""
        return "".join("x" if f is None else str(f) if f < 10 else f"({f})" for f in self.frets)


def playable(grip: Grip) -> bool:
    """Return whether a hand can hold it.

    Pressed frets lie within four; no more than four fingers, a barre being one finger, and a
    barre leaves no open string between its ends.
    """
    pressed = grip.pressed
    if pressed and max(pressed) - min(pressed) >= FRETS_SPAN:
        return False
    if len(pressed) <= FINGERS:
        return True
    lowest = min(pressed)
    ends = [i for i, f in enumerate(grip.frets) if f == lowest]
    under = grip.frets[ends[0] : ends[-1] + 1]
    barred = all(f is None or f >= lowest for f in under)
    return barred and len(pressed) - len(ends) + 1 <= FINGERS


@cache
def grips(symbol: ChordSymbol, kind: GripKind) -> tuple[tuple[float, Grip], ...]:
    """Return grips of a chord, each with how much it asks for (0 easy), the easiest first.

    ``full``: five or six strings, bass at the bottom; ``shell``: root, third and seventh on the
    low strings; ``top``: the thin three or four strings; ``power``: root, fifth and octave.
    """
    if kind == "power":
        return _power(symbol)
    found = {
        grip: asked
        for place in range(TOP_FRET)
        for grip in _at(symbol, kind, place)
        if playable(grip) and (asked := _asks(symbol, grip, kind)) is not None
    }
    if not found and symbol.bass_fifths is not None:
        return grips(ChordSymbol(symbol.root_fifths, symbol.quality), kind)
    return tuple(sorted(((a, g) for g, a in found.items()), key=lambda row: (row[0], str(row[1]))))


def grip_near(symbol: ChordSymbol, kind: GripKind, place: int | None) -> Grip:
    """Return the grip that is easiest from where the hand lies (None: anywhere)."""
    ways = grips(symbol, kind)
    if not ways and kind != "top":
        return grip_near(symbol, "top", place)
    if place is None:
        return ways[0][1]
    return min(ways, key=lambda w: (w[0] + 0.35 * abs(w[1].place - place), w[0], str(w[1])))[1]


def _at(symbol: ChordSymbol, kind: GripKind, place: int) -> list[Grip]:
    tones = set(tone_classes(symbol))
    bass = bass_class(symbol)
    reach = range(max(place, 1), place + FRETS_SPAN)

    def frets(string: int, wanted: set[int]) -> list[int | None]:
        open_too = [0] if place <= 1 else []
        return [f for f in (*open_too, *reach) if (GUITAR_STRINGS[string] + f) % 12 in wanted]

    rows: list[Grip] = []
    lowest = {"full": (0, 1, 2), "shell": (0, 1), "top": (2, 3)}[kind]
    for first in lowest:
        bottom = frets(first, tones if kind == "top" else {bass})
        if kind == "shell":
            skipped: list[int | None] = [None]
            above = [frets(2, tones), frets(3, tones)]
            if first == 0:
                above = [skipped, *above]
            last: list[list[int | None]] = [[None], [None]]
        else:
            above = [frets(s, tones) for s in range(first + 1, 6)]
            if kind == "full":
                above[-1] = [*above[-1], None]
            last = []
        rows += [Grip((*[None] * first, *chosen)) for chosen in product(bottom, *above, *last)]
    return [g for g in rows if len(g.frets) == 6]


def _asks(symbol: ChordSymbol, grip: Grip, kind: GripKind) -> float | None:
    """Return how much a grip asks for; None where it does not say the chord."""
    said = {p % 12 for p in grip.pitches}
    third, seventh = interval_of(symbol, "third"), interval_of(symbol, "seventh")
    root = semitones(symbol.root_fifths)
    wanted = {third, seventh} if kind in ("top", "shell") else {third, seventh, root}
    if not wanted <= said:
        return None
    missing = set(tone_classes(symbol)) - said
    fifth = interval_of(symbol, "fifth")
    pressed = len(grip.pressed)
    open_strings = sum(f == 0 for f in grip.frets)
    asked = (
        1.2 * len(missing - {fifth})
        + 0.4 * (fifth in missing)
        + 0.12 * grip.place
        + 0.15 * min(pressed, FINGERS)
        - 0.15 * open_strings
    )
    asked += 0.3 * (pressed > FINGERS) - 0.3 * len(grip.pitches)
    asked += 0.35 * muddy(sorted(grip.pitches)) + 0.5 * _open_second(grip)
    if kind == "top":
        asked += 0.1 * abs(grip.place - 6) + 0.2 * (len(said) < len(grip.pitches))
        if len(set(grip.pitches)) < len(grip.pitches):
            return None
    return asked + 2.0 * (len(set(grip.pitches)) < len(grip.pitches))


def _open_second(grip: Grip) -> bool:
    """Return whether an open string stands right above a pressed lowest one: hard to keep clean."""
    low = [f for f in grip.frets if f is not None][:2]
    return len(low) == 2 and low[0] > 0 and low[1] == 0


def _power(symbol: ChordSymbol) -> tuple[tuple[float, Grip], ...]:
    """Return power chords on the two low strings; the octave alone where the fifth is not pure."""
    root = bass_class(symbol)
    pure = (semitones(symbol.root_fifths) + 7) % 12 in tone_classes(symbol) and (
        symbol.bass_fifths is None or root == semitones(symbol.root_fifths)
    )
    found: list[tuple[float, Grip]] = []
    for string in (0, 1):
        fret = (root - GUITAR_STRINGS[string]) % 12
        fifth = fret + 2 if pure else None
        frets = (*[None] * string, fret, fifth, fret + 2, *[None] * (3 - string))
        found.append((0.15 * fret + 0.2 * string, Grip(frets)))
    return tuple(sorted(found, key=lambda row: (row[0], str(row[1]))))
