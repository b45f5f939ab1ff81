"""Rhythms written in signs, and how they fit bars of any meter.

A bar of 4/4 is written in sixteen signs (groups by spaces, bars by ``|``). ``.`` is a rest, ``-``
holds on. Capitals are strong, small letters weak. Bass: ``R`` root (the bass of the chord), ``5``
fifth, ``3`` third, ``7`` seventh, ``8`` octave, ``>`` the next chord's root ahead of its time,
``<`` a half step into it, ``x`` a dead note. Chords: ``D`` struck or strummed down, ``U`` up, ``x``
a scratch, ``p`` palm muted, ``T`` all but the lowest note, ``B`` the bass note, ``b`` the fifth
under or over it, ``0`` to ``9`` one voice or string, ``o`` the outer voices in octaves, ``i`` the
inner ones, ``A`` the next chord ahead of its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tonmeister.model import MeterAt

STEP = 0.25
BEAT_SIGNS = 4
BAR_SIGNS = 16
_COMPOUND = (0.0, 0.5, 1.0, 1.0)
"""Where the four sixteenths of a beat go in a dotted quarter: to its eighths."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign in its place in the bar, in quarters."""

    at: float
    length: float
    sign: str


def in_bar(
    figure: str, meter: MeterAt, place: int, three: str = "", six: str = ""
) -> tuple[Beat, ...]:
    """Return a figure's beats in a bar, the ``place``-th of its section (from 0).

    Figures of several bars go on through the section. Meters that nobody wrote a figure for: 3/4
    takes ``three`` or the first three beats, 2/4 half a bar at a time, 6/8 ``six`` or half a bar
    on eighths, 5/4 and the like begin again from the third beat.
    """
    return _fitted(figure, meter.beats, meter.unit, place, three, six)


@cache
def _fitted(
    figure: str, beats: int, unit: int, place: int, three: str, six: str
) -> tuple[Beat, ...]:
    bar_quarters = 4.0 * beats / unit
    if unit == 8 and beats % 3 == 0:
        if six and beats % 6 == 0:
            return _sixes(_bars(six), beats // 6, place)
        return _compound(_bars(figure), beats // 3, place)
    if three and bar_quarters == 3.0:
        bars = _bars(three)
        return _read(bars[place % len(bars)])
    return _simple(_bars(figure), bar_quarters, place)


@cache
def _bars(figure: str) -> tuple[str, ...]:
    return tuple("".join(bar.split()) for bar in figure.split("|"))


def _simple(bars: tuple[str, ...], bar_quarters: float, place: int) -> tuple[Beat, ...]:
    signs = round(bar_quarters / STEP)
    if signs == BAR_SIGNS:
        return _read(bars[place % len(bars)])
    if signs == BAR_SIGNS // 2:
        whole = bars[place // 2 % len(bars)]
        return _read(_opened(whole[(place % 2) * signs :][:signs]))
    text = bars[place % len(bars)]
    while len(text) < signs:
        text += text[BAR_SIGNS // 2 : BAR_SIGNS]
    return _read(text[:signs])


def _sixes(bars: tuple[str, ...], count: int, place: int) -> tuple[Beat, ...]:
    out: list[Beat] = []
    for n in range(count):
        text = bars[(place * count + n) % len(bars)]
        out += [Beat(b.at + 3.0 * n, b.length, b.sign) for b in _read(text)]
    return tuple(out)


def _compound(bars: tuple[str, ...], beats: int, place: int) -> tuple[Beat, ...]:
    """Lay the quarters of a figure over dotted quarters; the fourth sixteenth falls to the third.

    A bar of two beats takes half a figure, and its other half next time.
    """
    if beats == 2:
        whole = _opened(bars[place // 2 % len(bars)][(place % 2) * 8 :][:8])
    else:
        whole = bars[place % len(bars)]
        while len(whole) < 4 * beats:
            whole += whole[8:16]
    out: dict[float, Beat] = {}
    for beat in _read(whole[: 4 * beats]):
        at = _widened(beat.at)
        end = _widened(beat.at + beat.length)
        if at not in out:
            out[at] = Beat(at, max(0.5, end - at), beat.sign)
    return tuple(out[at] for at in sorted(out))


def _widened(at: float) -> float:
    beat, inside = divmod(at, 1.0)
    return beat * 1.5 + _COMPOUND[round(inside * 4)]


def _opened(text: str) -> str:
    """Return signs whose first does not hold on to what is not there."""
    bare = text.lstrip("-")
    return "." * (len(text) - len(bare)) + bare


@cache
def _read(text: str) -> tuple[Beat, ...]:
    out: list[Beat] = []
    for n, sign in enumerate(text):
        if sign == "-" and out and round((out[-1].at + out[-1].length) / STEP) == n:
            last = out[-1]
            out[-1] = Beat(last.at, last.length + STEP, last.sign)
        elif sign not in "-.":
            out.append(Beat(n * STEP, STEP, sign))
    return tuple(out)
