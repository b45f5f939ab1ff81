"""Takes whose pitch and times are written down note by note: no ear needed to hear them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.takes.aligned import (
    AlignedTakes,
    HeardTake,
    ReferenceNote,
    TakeOnClock,
)
from tonmeister.model import Part, Phrase, Span, Take

RATE_HZ = 16000
STEP_S = 0.005
TUNE = (60, 62, 64, 65, 67, 65, 64, 62) * 3
NOTE_S, BEAT_S, BEGIN_S = 0.4, 0.5, 1.0
PER_PHRASE = 8


def meant(tune: Sequence[float] = TUNE) -> tuple[ReferenceNote, ...]:
    """The notes of the tune, every half second."""
    starts = [BEGIN_S + BEAT_S * i for i in range(len(tune))]
    return tuple(ReferenceNote(s, s + NOTE_S, float(p)) for s, p in zip(starts, tune, strict=True))


def phrases(count: int) -> tuple[Phrase, ...]:
    """Lines of eight notes."""
    edges = [*range(0, count, PER_PHRASE), count]
    return tuple(
        Phrase(
            number=k + 1, notes=(a, b), bars=f"bars {2 * k + 1}-{2 * k + 2}",
            where=Span(BEGIN_S + BEAT_S * a, BEGIN_S + BEAT_S * (b - 1) + NOTE_S),
        )
        for k, (a, b) in enumerate(pairwise(edges))
    )  # fmt: skip


def sung(
    number: int,
    notes: Sequence[ReferenceNote],
    *,
    cents: Sequence[float] | float = 0.0,
    ms: Sequence[float] | float = 0.0,
    bend: Callable[[np.ndarray, float], np.ndarray] | None = None,
    left_out: Sequence[int] = (),
    rigid: bool = True,
    sound: np.ndarray | None = None,
) -> tuple[HeardTake, TakeOnClock]:
    """Sing a take: ``cents`` and ``ms`` off, note by note; ``bend`` adds cents over the seconds
    of a note.
    """
    count = len(notes)
    off = np.broadcast_to(np.asarray(cents, float), count)
    late = np.broadcast_to(np.asarray(ms, float), count)
    length_s = (notes[-1].end_s if notes else 1.0) + 1.0
    f0 = np.zeros(round(length_s / STEP_S))
    onsets, ends = np.full(count, np.nan), np.full(count, np.nan)
    for i, note in enumerate(notes):
        if i in left_out:
            continue
        onsets[i] = note.start_s + late[i] / 1000.0
        ends[i] = onsets[i] + note.end_s - note.start_s
        at = np.arange(round(onsets[i] / STEP_S), round(ends[i] / STEP_S))
        since = (at - at[0]) * STEP_S
        extra = bend(since, note.end_s - note.start_s) if bend else 0.0
        f0[at] = 440.0 * 2.0 ** ((note.pitch - 69.0 + (off[i] + extra) / 100.0) / 12.0)
    curve = PitchCurve(f0, (f0 > 0).astype(float))
    heard = HeardTake(
        take=Take(part="Vox", name=f"Vox {number}", number=number, track=f"Vox {number}",
                  begins_s=0.0, ends_s=length_s),
        sound=voiced(f0) if sound is None else sound, rate_hz=RATE_HZ, pitch=curve, notes=(),
    )  # fmt: skip
    lies = TakeOnClock(
        warp_s=np.arange(0.0, length_s, 0.01), onsets_s=onsets, ends_s=ends,
        off_ms=np.where(np.isfinite(onsets), late, np.nan), rigid=rigid,
    )  # fmt: skip
    return heard, lies


def voiced(f0: np.ndarray) -> np.ndarray:
    """A buzz that follows the pitch, over a floor 60 dB under it."""
    hz = np.repeat(f0, round(STEP_S * RATE_HZ))
    steady = np.maximum.accumulate(np.where(hz > 0, np.arange(hz.size), 0))
    phase = 2.0 * np.pi * np.cumsum(hz[steady]) / RATE_HZ
    tone = sum(np.sin(k * phase) / k for k in range(1, 8))
    soft = np.hanning(round(0.02 * RATE_HZ))
    out = 0.1 * tone * np.convolve((hz > 0).astype(float), soft / soft.sum(), "same")
    return (out + 1e-4 * np.random.default_rng(1).standard_normal(out.size))[None]


def together(
    takes: Mapping[int, tuple[HeardTake, TakeOnClock]], notes: Sequence[ReferenceNote],
    kind: str = "voice",
) -> AlignedTakes:  # fmt: skip
    """Lay takes beside each other."""
    return AlignedTakes(
        part=Part(name="Vox", kind=kind, role="lead vocal", found_by="names",
                  takes=tuple(heard.take for heard, _ in takes.values())),
        heard={n: heard for n, (heard, _) in takes.items()},
        on_clock={n: lies for n, (_, lies) in takes.items()},
        notes=tuple(notes), phrases=phrases(len(notes)), reference_by="score",
    )  # fmt: skip


def with_sound(pair: tuple[HeardTake, TakeOnClock], sound: np.ndarray):
    """The same take with another sound."""
    return replace(pair[0], sound=sound), pair[1]
