"""Takes laid beside each other: the same note of all of them, wherever each one placed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.pitch import PitchCurve, SungNote
from tonmeister.model import Part, Phrase, Span, Take
from tonmeister.signal import Samples

WARP_STEP_S = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardTake:
    """One take, heard. ``sound`` is mono [1, n] on the take's own clock (0 = its beginning);
    ``pitch`` and ``notes`` are those of a voice or a single-line instrument (else empty).
    """

    take: Take
    sound: Samples
    rate_hz: int
    pitch: PitchCurve
    notes: tuple[SungNote, ...]


@dataclass(frozen=True, slots=True)
class ReferenceNote:
    """A note as all takes together (or a score, or a guide) mean it, on the reference clock.

    ``pitch`` in semitones (A4 = 69), nan for what has none (drums); ``agreement`` from 0 to 1.
    """

    start_s: float
    end_s: float
    pitch: float
    agreement: float = 1.0

    @property
    def where(self) -> Span:
        """Where it is meant."""
        return Span(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOnClock:
    """How a take lies against the reference.

    ``warp_s`` [T]: for each 10 ms of the reference clock, the moment of the take's own clock (nan
    where the take has nothing of it). ``onsets_s`` and ``ends_s`` [notes]: when the take begins
    and ends each reference note, on its own clock, nan where it leaves it out. ``off_ms``
    [notes]: onset against the reference, positive is late, the take's constant offset removed.
    ``transposed_semitones``: what must be added to the take to sing what the reference sings.
    ``rigid``: it was played to the same clock as the others, a constant offset explains it all;
    only such takes can be comped in place. ``likeness_score`` from 0 (another song) to 1.
    ``extra``: stretches of the take's clock that no reference note explains (spoken, false start).
    """

    warp_s: NDArray[np.float64]
    onsets_s: NDArray[np.float64]
    ends_s: NDArray[np.float64]
    off_ms: NDArray[np.float64]
    offset_s: float = 0.0
    transposed_semitones: int = 0
    rigid: bool = True
    likeness_score: float = 1.0
    extra: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedTakes:
    """All takes of a part that belong together, by take number.

    The reference clock is that of the first take in the song (rigid takes: song time).
    ``reference_by`` says what the notes are from: ``score``, ``guide`` or ``takes`` (their
    consensus). ``left_out``: take number -> why it could not be used (one clear line).
    """

    part: Part
    heard: Mapping[int, HeardTake]
    on_clock: Mapping[int, TakeOnClock]
    notes: tuple[ReferenceNote, ...]
    phrases: tuple[Phrase, ...]
    reference_by: str
    left_out: Mapping[int, str] = field(default_factory=dict)
