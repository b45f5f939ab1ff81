"""Songs made of measured-looking arrays, for rules that never touch a sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tonmeister.knowledge import genre
from tonmeister.listening.check import listen
from tonmeister.listening.features import BANDS_HZ, HOP_S, ONSET_HOP_S, TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, Session, SongMap, Span, TempoMap, Track
from tonmeister.producer.bands import k_power

LENGTH_S = 60.0
STEPS = round(LENGTH_S / HOP_S)
KINDS = {  # centre of the energy in Hz, width in octaves
    "lead vocal": (700, 1.6), "backing vocal": (900, 1.6), "kick": (70, 1.0), "snare": (300, 2.0),
    "hi-hat": (8000, 1.0), "overheads": (4000, 2.5), "tom": (120, 1.0), "drums": (150, 3.0),
    "bass": (80, 0.9), "electric guitar": (800, 1.6), "acoustic guitar": (1500, 2.0),
    "lead guitar": (1200, 1.4), "piano": (500, 2.0), "synth": (600, 2.2), "pad": (400, 2.0),
    "strings": (700, 1.8), "brass": (800, 1.5), "woodwind": (900, 1.4), "percussion": (3000, 1.5),
    "keys": (600, 1.8),
}  # fmt: skip
HITS = {"kick", "snare", "hi-hat", "tom", "overheads", "drums", "percussion"}


def sound(
    role: str, level_db: float = -20.0, *, seed: int = 0, swing_db: float = 3.0,
    stereo: bool = False, where: tuple[float, float] = (0.0, 1.0),
) -> TrackFeatures:  # fmt: skip
    """Return the analysis of a part that plays from ``where`` to ``where`` (parts of the song)."""
    chance = np.random.default_rng(seed)
    centre, width = KINDS[role]
    shape = np.exp(-0.5 * (np.log2(BANDS_HZ / centre) / width) ** 2) + 1e-5
    shape /= shape.sum()
    at = np.arange(STEPS) / STEPS
    active = (at >= where[0]) & (at < where[1])
    if role == "lead vocal":
        active &= (np.arange(STEPS) // 30) % 3 < 2  # lines of six seconds, pauses of three
    slow = np.repeat(chance.normal(0.0, swing_db, STEPS // 20 + 1), 20)[:STEPS]
    gain = 10.0 ** ((level_db + slow + chance.normal(0.0, 0.7, STEPS)) / 10.0) * active
    side_part = 0.2 if stereo else 0.0
    power = np.stack([shape[:, None] * gain * (1 - side_part), shape[:, None] * gain * side_part])
    both = 2.0 * power.sum(axis=(0, 1))
    weighted = 2.0 * (power.sum(axis=0) * k_power()[:, None]).sum(axis=0)
    crest = 14.0 if role in HITS else 9.0
    peak = np.sqrt(gain) * 10.0 ** (crest / 20.0)
    onsets = round(LENGTH_S / ONSET_HOP_S)
    loud = -0.691 + 10.0 * np.log10(weighted[active].mean())
    facts = {
        "loudness_lufs": loud, "active_lufs": loud, "crest_db": crest,
        "true_peak_dbtp": 20.0 * float(np.log10(peak.max())),
        "sample_peak_dbfs": 20.0 * float(np.log10(peak.max())),
        "activity_percent": 100.0 * float(active.mean()), "centroid_hz": float(centre),
        "pitch_low_hz": 0.0, "pitch_high_hz": 0.0, "pitched_percent": 0.0,
    }  # fmt: skip
    f32 = np.float32
    return TrackFeatures(
        length_s=LENGTH_S, rate_hz=48000, power=power.astype(f32),
        left_right=np.stack([both / 2, both / 2]).astype(f32), k_power=weighted.astype(f32),
        peak=peak.astype(f32), active=active, onset=np.zeros((3, onsets), f32),
        chroma=np.zeros((12, STEPS), f32), pitch_hz=np.zeros(STEPS, f32), facts=facts, places={},
    )  # fmt: skip


def total(sounds: list[TrackFeatures]) -> TrackFeatures:
    """Return the plain sum of parts that have nothing to do with one another."""
    power = np.sum([s.power for s in sounds], axis=0)
    weighted = np.sum([s.k_power for s in sounds], axis=0)
    loud = -0.691 + 10.0 * float(np.log10(weighted.mean()))
    return replace(
        sounds[0], power=power, k_power=weighted,
        left_right=np.sum([s.left_right for s in sounds], axis=0),
        peak=np.sqrt(np.sum([s.peak**2 for s in sounds], axis=0)),
        active=np.any([s.active for s in sounds], axis=0),
        facts={**sounds[0].facts, "loudness_lufs": loud},
    )  # fmt: skip


def track(name: str, role: str, *, stereo: bool = False, **more: object) -> Track:
    """Return a track of the session."""
    made = Track(
        name=name, files=(f"{name}.wav",), role=role, role_from="name", confidence=1.0,
        layout="stereo" if stereo else "mono", rate_hz=48000, bits=24, length_s=LENGTH_S,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


PLAYERS = (
    ("Vox", "lead vocal", -24.0, False), ("BV 1", "backing vocal", -26.0, False),
    ("Kick", "kick", -18.0, False), ("Snare", "snare", -20.0, False),
    ("OH", "overheads", -24.0, True), ("Bass DI", "bass", -16.0, False),
    ("Gtr L", "electric guitar", -18.0, False), ("Gtr R", "electric guitar", -18.5, False),
    ("Lead Gtr", "lead guitar", -22.0, False), ("Piano", "piano", -19.0, True),
    ("Pad", "pad", -21.0, True), ("Shaker", "percussion", -30.0, False),
    ("Horns", "brass", -22.0, False), ("Hat", "hi-hat", -28.0, False),
    ("Tom", "tom", -24.0, False), ("BV 2", "backing vocal", -27.0, False),
)  # fmt: skip


def band(count: int = 16, style: str = "rock", *, swing_db: float = 3.0, seed: int = 1) -> Heard:
    """Return a song of up to sixteen players as it came in."""
    chosen = PLAYERS[:count]
    strips = {
        name: sound(role, level, seed=seed + i, swing_db=swing_db, stereo=stereo)
        for i, (name, role, level, stereo) in enumerate(chosen)
    }
    tracks = tuple(track(name, role, stereo=stereo) for name, role, _, stereo in chosen)
    return heard(tracks, strips, style)


def heard(tracks: tuple[Track, ...], strips: dict[str, TrackFeatures], style: str) -> Heard:
    """Put tracks and their analysis together."""
    beats = tuple(np.arange(0.0, LENGTH_S, 0.5).tolist())
    tempo = TempoMap(
        tempo_bpm=120.0, meter=4, beats_s=beats, downbeats=tuple(range(0, len(beats), 4)),
        confidence=1.0,
    )  # fmt: skip
    phrases = tuple(Span(t, t + 6.0) for t in np.arange(0.0, LENGTH_S - 6.0, 9.0).tolist())
    return Heard(
        session=Session(song="A song", rate_hz=48000, length_s=LENGTH_S, tracks=tracks),
        genre=genre(style),
        song=SongMap(length_s=LENGTH_S, tempo=tempo, key=None, sections=(), phrases=phrases),
        strips=strips,
        roles={t.name: t.role for t in tracks},
        mix=total(list(strips.values())),
    )


def findings_of(song: Heard) -> tuple[Finding, ...]:
    """Ask every check."""
    return listen(song)
