"""All strokes of a kit: from a stem, or from its close microphones compared with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tonmeister.listening.drums.events import Struck, struck
from tonmeister.listening.drums.frames import HOP_S, Grid, band_powers
from tonmeister.listening.drums.joint import CLOSE, Close, together
from tonmeister.listening.drums.moments import moments
from tonmeister.listening.drums.pieces import in_close, in_stem
from tonmeister.listening.drums.strokes import strokes
from tonmeister.listening.drums.templates import known_by
from tonmeister.model import DRUM_PIECES, Hit
from tonmeister.signal import Samples

LIKELY = 0.5
"""From here on a stroke is believed."""

_SOME = 3
_NEARLY_ALL = {"snare": 0.7, "hats": 0.9}
_SURELY = 0.9
_SHORTEST_S = 0.3
_SILENT = 1e-5
_PART = {"kick": 0, "snare": 1, "hats": 2, "toms": 3, "cymbals": 2}
_STICK = slice(9, 15)
_APART_S = {"kick": 0.045, "snare": 0.035, "hats": 0.04, "toms": 0.045, "cymbals": 0.06}


def hits(
    sound: Samples, rate_hz: int, *, pieces: Sequence[str] = DRUM_PIECES, track: str = ""
) -> tuple[Hit, ...]:
    """Return the strokes of a whole kit in one recording [channels, n], in the order of time."""
    events = _events(sound, rate_hz)
    if events is None:
        return ()
    likely = doubted(in_stem(events))
    out: list[Hit] = []
    for piece in pieces:
        sure = likely[:, DRUM_PIECES.index(piece)]
        out += _hits(sound, rate_hz, piece, events, sure, _level(events, piece), track)
    return tuple(sorted(out, key=lambda h: (h.at_s, h.piece)))


def close_hits(mics: Mapping[str, tuple[str, Samples]], rate_hz: int) -> dict[str, tuple[Hit, ...]]:
    """Return the strokes of each close microphone: ``{track: (piece, samples [channels, n])}``.

    Pieces are kick, snare and toms. A stroke belongs to the microphone in which it is loudest
    against that microphone's own usual strokes and what leaks from the others. Microphones of
    the same drum are each heard for themselves.
    """
    powers = {}
    for name, (piece, sound) in mics.items():
        if piece not in CLOSE:
            raise ValueError(f"{name}: {piece} is heard by no close microphone of its own")
        if _is_heard(sound, rate_hz):
            powers[name] = band_powers(sound, rate_hz)
    out: dict[str, tuple[Hit, ...]] = dict.fromkeys(mics, ())
    steps = max((len(p) for p in powers.values()), default=0)
    powers = {n: np.pad(p, ((0, steps - len(p)), (0, 0))) for n, p in powers.items()}
    at = together([strokes(p) for p in powers.values()])
    close = {n: Close(mics[n][0], struck(p, at)) for n, p in powers.items()}
    for name in close:
        piece, sound = mics[name]
        others = {n: c for n, c in close.items() if n == name or c.piece != piece}
        heard, sure = close[name].heard, in_close(others)[name]
        level = _level(heard, piece, close=True)
        out[name] = tuple(_hits(sound, rate_hz, piece, heard, sure, level, name))
    return out


def doubted(likely: Grid) -> Grid:
    """Doubt what only ever comes with another piece: then it is that piece's own middle or top.

    A snare with nearly every kick (with a kick on every quarter only half of the kicks have one);
    hats that are hardly ever struck alone. What is very sure stays.
    """
    out = likely.copy()
    at = {piece: likely[:, n] > LIKELY for n, piece in enumerate(DRUM_PIECES)}
    skins = at["kick"] | at["snare"] | at["toms"]
    for piece, under, of in (
        ("snare", at["kick"], at["kick"]),
        ("hats", skins, at["hats"]),
    ):
        mine = at[piece] & under
        if np.sum(of) >= _SOME and np.sum(mine) > _NEARLY_ALL[piece] * np.sum(of):
            column = out[:, DRUM_PIECES.index(piece)]
            column[mine & (column < _SURELY)] = 0.0
    return out


def _level(events: Struck, piece: str, *, close: bool = False) -> Grid:
    """Return how loud each stroke is in its piece's bands, against loud ones [strokes].

    A close microphone counts the stick or beater nearly as much as the body: who hits harder is
    heard there first. In a stem that region belongs to all, so only a kick looks beyond its own
    bands.
    """
    added = np.sqrt(events.early / events.usual)
    body = added[:, known_by(_PART[piece])].mean(axis=1)
    if close:
        return np.asarray(0.6 * body + 0.4 * added[:, _STICK].mean(axis=1))
    if piece == "kick":
        own, all_ = events.early[:, known_by(0)].sum(axis=1), events.early.sum(axis=1)
        return np.asarray((own * all_) ** 0.25)
    return np.asarray(body)


def _events(sound: Samples, rate_hz: int) -> Struck | None:
    if not _is_heard(sound, rate_hz):
        return None
    powers = band_powers(sound, rate_hz)
    return struck(powers, strokes(powers))


def _is_heard(sound: Samples, rate_hz: int) -> bool:
    return sound.shape[1] >= _SHORTEST_S * rate_hz and float(np.abs(sound).max()) > _SILENT


def _hits(
    sound: Samples,
    rate_hz: int,
    piece: str,
    events: Struck,
    sure: Grid,
    level: Grid,
    track: str,
) -> list[Hit]:
    """Return one piece's strokes: believed, their moments found, doubles dropped."""
    believed = np.flatnonzero(sure > LIKELY)
    if not len(believed):
        return []
    levels = level[believed]
    hardest = max(float(np.percentile(levels, 97)), 1e-6)
    near_s = [float(events.at[n] * HOP_S) for n in believed]
    at_s = moments(sound, rate_hz, piece, near_s)
    out: list[Hit] = []
    for n, when_s, level in zip(believed, at_s, levels, strict=True):
        velocity = round(float(np.clip(level / hardest, 0.02, 1.0)), 3)
        hit = Hit(at_s=when_s, piece=piece, velocity=velocity,
                  confidence=round(float(sure[n]), 3), track=track)  # fmt: skip
        if out and when_s - out[-1].at_s < _APART_S[piece]:
            if hit.confidence * hit.velocity > out[-1].confidence * out[-1].velocity:
                out[-1] = hit
        else:
            out.append(hit)
    return out
