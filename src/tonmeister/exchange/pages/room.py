"""What the page of a room shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Octave:
    """One octave's row. Times are ``None`` where they cannot be told; ``why`` says the reason."""

    octave_hz: int
    edt_s: float | None
    t20_s: float | None
    t30_s: float | None
    c50_db: float | None
    c80_db: float | None
    d50_percent: float | None
    range_db: float
    line: str
    crooked_permille: float | None
    bent_percent: float | None
    why: str
    curve_db: Sequence[float]
    noise_dbfs: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """One reflection's row."""

    delay_ms: float
    level_db: float
    path_m: float
    notch_hz: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """One boom's row: ``mode`` is the words for what it may be, or empty."""

    tone_hz: float
    over_db: float
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    """All of the page. ``modes`` are tones and kinds; ``early_db`` runs from 2 ms before the
    direct sound in steps of ``early_step_ms``; ``curve_step_s`` lies between points of the decays.
    """

    name: str
    about: str
    advice: Sequence[str]
    notes: Sequence[str]
    octaves: Sequence[Octave]
    curve_step_s: float
    fair_s: tuple[float, float]
    early_db: Sequence[float]
    early_step_ms: float
    echoes: Sequence[Echo]
    low_hz: Sequence[float]
    low_db: Sequence[float]
    modes: Sequence[tuple[float, str]]
    peaks: Sequence[Peak]
    modes_about: str
    noise_about: str
    version: str
