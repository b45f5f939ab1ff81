"""A small song made of numbers: four parts that add up to what released records measure like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tonmeister.knowledge import genre
from tonmeister.knowledge.corpus import corpus
from tonmeister.listening.bands import db, k_weight, loudness_lufs
from tonmeister.listening.corpus import nine_bands
from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import Section, Session, SongMap, Span, TempoMap

LENGTH_S = 72.0
STEPS = round(LENGTH_S / HOP_S)
LINES = tuple(Span(start, start + 4.0) for start in np.arange(1.0, 70.0, 6.0))
ROLES = {"vox": "lead vocal", "kit": "drums", "bass": "bass", "piano": "piano"}
LEVELS_LUFS = {"vox": -12.5, "kit": -16.0, "bass": -16.5, "piano": -17.5}
KINDS = {"vox": "vocals", "kit": "drums", "bass": "bass", "piano": "other"}


LIFT = np.where(np.arange(STEPS) * HOP_S >= 24.0, 10.0**0.1, 1.0)
"""The chorus and what follows are 1 dB louder."""


def gate(spans: Sequence[Span]) -> np.ndarray:
    """Sound on in these stretches, with a slow wobble of 1 dB; gone at once after them."""
    on = np.zeros(STEPS)
    for span in spans:
        on[round(span.start_s / HOP_S) : round(span.end_s / HOP_S)] = 1.0
    return on * 10.0 ** (0.1 * np.sin(np.arange(STEPS) * 0.9))


def strokes(every: int = 5, fall_db: float = 9.0) -> np.ndarray:
    """A stroke every so many steps, falling by so many dB a step."""
    return 10.0 ** (-fall_db * (np.arange(STEPS) % every) / 10.0)


def part(
    spectrum_db: np.ndarray | Sequence[float],
    *,
    lufs: float = -16.0,
    envelope: np.ndarray | None = None,
    side_db: float = -14.0,
    facts: Mapping[str, float] | None = None,
    places: Mapping[str, tuple[float, ...]] | None = None,
) -> TrackFeatures:
    """A track of one spectrum over time; ``lufs`` while it plays."""
    envelope = gate([Span(0.0, LENGTH_S)]) if envelope is None else envelope
    shape = 10.0 ** (np.asarray(spectrum_db) / 10.0)
    total = shape[:, None] * envelope[None, :]
    k_power = k_weight() @ total
    active = envelope > envelope.max() * 10.0**-3.4 if envelope.max() > 0 else envelope > 1
    scale = 0.0
    if active.any():
        scale = 10.0 ** ((lufs + 0.691) / 10.0) / k_power[active].mean()
    return from_total(total * scale, side_db, active, facts, places)


def from_total(total, side_db=-14.0, active=None, facts=None, places=None) -> TrackFeatures:  # type: ignore[no-untyped-def]
    """A track from its power in third octaves (left plus right) and side over middle in dB."""
    ratio = 10.0 ** (np.asarray(side_db, float) / 10.0) * np.ones(30)
    mid = total / 2.0 / (1.0 + ratio[:, None])
    side = mid * ratio[:, None]
    k_power = (k_weight() @ total).astype(np.float32)
    active = k_power > 1e-7 if active is None else active
    each = total.sum(axis=0) / 2.0
    peak = 3.0 * np.sqrt(each)
    loud = loudness_lufs(k_power)
    own = {
        "loudness_lufs": loud, "true_peak_dbtp": loud + 9.5, "sample_peak_dbfs": loud + 9.4,
        "crest_db": 14.0,
        "active_rms_dbfs": float(db(each[active].mean())) if active.any() else -120.0,
    }  # fmt: skip
    return TrackFeatures(
        length_s=LENGTH_S, rate_hz=48000,
        power=np.stack([mid, side]).astype(np.float32),
        left_right=np.stack([each, each]).astype(np.float32),
        k_power=k_power, peak=peak.astype(np.float32), active=active,
        onset=np.zeros((3, STEPS * 10), np.float32), chroma=np.zeros((12, STEPS), np.float32),
        pitch_hz=np.zeros(STEPS, np.float32),
        facts={**own, **(facts or {})}, places=dict(places or {}),
    )  # fmt: skip


def kind_db(name: str) -> np.ndarray:
    """The mean spectrum of a kind of track; nothing under 40 Hz on what has no low end."""
    usual = np.array(corpus().kinds_db[name])
    if name in ("vocals", "other"):
        usual[:5] = -90.0
    if name == "bass":
        usual[:2] = -60.0
    return usual


def clean_parts() -> dict[str, TrackFeatures]:
    """Four parts without a fault."""
    always = gate([Span(0.0, LENGTH_S)])
    on = {"vox": gate(LINES), "kit": strokes(), "bass": always, "piano": always}
    return {
        name: part(kind_db(KINDS[name]), lufs=LEVELS_LUFS[name], envelope=on[name] * LIFT)
        for name in ROLES
    }


def usual_side_db() -> np.ndarray:
    """Side over middle in third octaves, as the median loud record has it."""
    medians = np.array([row[2] for row in corpus().groups["loud"].side_mid_db])
    return nine_bands().T @ medians / np.maximum(nine_bands().sum(axis=0), 1e-9)


def usual_total(lufs: float = -9.3) -> np.ndarray:
    """Power of a record whose nine bands are the medians of the loud songs."""
    medians = np.array([row[2] for row in corpus().groups["loud"].level_db])
    counts = nine_bands().sum(axis=1)
    shape = (nine_bands().T @ (10.0 ** (medians / 10.0) / counts)) / k_weight()
    envelope = gate([Span(0.0, LENGTH_S)])
    total = shape[:, None] * envelope[None, :]
    return total * 10.0 ** ((lufs + 0.691) / 10.0) / (k_weight() @ total).mean()


def tilted(total: np.ndarray, low_hz: float, high_hz: float, gain_db: float) -> np.ndarray:
    """The same with some third octaves louder or softer."""
    from tonmeister.listening.bands import within

    return total * 10.0 ** (gain_db * within(low_hz, high_hz)[:, None] / 10.0)


def record(
    total: np.ndarray | None = None, side_db: np.ndarray | float | None = None, **more
) -> TrackFeatures:  # type: ignore[no-untyped-def]
    """A finished print."""
    total = usual_total() if total is None else total
    return from_total(total, usual_side_db() if side_db is None else side_db, **more)


SONG = SongMap(
    length_s=LENGTH_S,
    tempo=TempoMap(
        tempo_bpm=120.0, meter=4, beats_s=tuple(np.arange(0, LENGTH_S, 0.5).tolist()),
        downbeats=tuple(range(0, 144, 4)), confidence=1.0,
    ),
    key=None,
    sections=(
        Section(name="verse", where=Span(0.0, 24.0)),
        Section(name="chorus", where=Span(24.0, 48.0)),
        Section(name="outro", where=Span(48.0, 72.0)),
    ),
    phrases=LINES,
)  # fmt: skip


def song(
    *,
    rendered: bool = False,
    mix: TrackFeatures | None = None,
    mastered: TrackFeatures | None = None,
    roles: Mapping[str, str] | None = None,
    style: str = "rock",
    **parts: TrackFeatures | None,
) -> Heard:
    """The clean song with some parts exchanged, added, or (``None``) left out."""
    strips = {n: f for n, f in {**clean_parts(), **parts}.items() if f is not None}
    mix = mix or record(usual_total() * LIFT)
    return Heard(
        session=Session(song="Numbers", rate_hz=48000, length_s=LENGTH_S, tracks=()),
        genre=genre(style), song=SONG, strips=strips, roles={**ROLES, **(roles or {})},
        mix=mix, rendered=rendered, mastered=mastered, target_lufs=-9.3, ceiling_dbtp=-1.0,
    )  # fmt: skip


def with_facts(features: TrackFeatures, **facts: float) -> TrackFeatures:
    """The same with other facts."""
    return replace(features, facts={**features.facts, **facts})
