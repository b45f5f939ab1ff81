"""One song with one fault for each check: what to plant, and on which strip it must be heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from check_scene import (
    LENGTH_S,
    LIFT,
    LINES,
    STEPS,
    clean_parts,
    from_total,
    gate,
    kind_db,
    part,
    record,
    song,
    strokes,
    tilted,
    usual_side_db,
    usual_total,
    with_facts,
)  # fmt: skip

from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import Span, Track
from tonmeister.signal import Audio

PARTS = clean_parts()
ALWAYS = [Span(0.0, LENGTH_S)]


def toned(low_hz: float, high_hz: float, gain_db: float) -> Callable[[], Heard]:
    """A print with some bands louder or softer than records have them."""
    return lambda: song(rendered=True, mix=record(tilted(usual_total(), low_hz, high_hz, gain_db)))


def print_of(**facts: float) -> Callable[[], Heard]:
    """A finished song whose master has these facts."""
    good = {"loudness_lufs": -9.3, "true_peak_dbtp": -1.0}
    return lambda: song(rendered=True, mastered=record(facts={**good, **facts}))


def lines_at(*offsets_db: float) -> np.ndarray:
    """Vocal lines, each so many dB louder than the clean one (the last one for all that follow)."""
    levels = [offsets_db[min(i, len(offsets_db) - 1)] for i in range(len(LINES))]
    return sum(gate([s]) * 10.0 ** (d / 10.0) for s, d in zip(LINES, levels, strict=True))


def vocal(**changes) -> Heard:  # type: ignore[no-untyped-def]
    return song(vox=part(kind_db("vocals"), **{"lufs": -12.5, "envelope": gate(LINES), **changes}))


def sunk_in_the_middle() -> Heard:
    return song(vox=part(kind_db("vocals"), lufs=-14.0, envelope=lines_at(3, 3, 3, -4, -4, -4, 3)))


def essy() -> Heard:
    shape = 10.0 ** (kind_db("vocals") / 10.0)
    total = shape[:, None] * gate(LINES)[None, :]
    for at_s in (2.0, 8.5, 14.0, 20.5, 33.0, 44.5):
        step = round(at_s / HOP_S)
        total[:, step : step + 2] *= 0.02
        total[24:28, step : step + 2] = 0.5 * total[:, step - 3].sum()
    total *= 10.0**-1.9 / total.sum(axis=0).max()
    return song(vox=from_total(total, -14.0, gate(LINES) > 0))


def covering_piano() -> Heard:
    bed = kind_db("other")
    bed[15:24] += 14.0
    return song(piano=part(bed, lufs=-10.0), rendered=True)


def kick_under_bass() -> Heard:
    low = np.full(30, -80.0)
    low[3:7] = 0.0
    return song(
        kick=part(low, lufs=-32.0, envelope=strokes(5)), roles={"kick": "kick"}, rendered=True,
        bass=part(kind_db("bass"), lufs=-14.0),
    )  # fmt: skip


def bleeding_snare() -> Heard:
    hat = part(np.linspace(-40, 0, 30), lufs=-20.0)
    body = np.where(np.abs(np.arange(30) - 13) < 4, 0.0, -30.0)
    hits = strokes(10, fall_db=30.0) + 10.0**-2.2
    snare = part(body, lufs=-16.0, envelope=hits)
    return song(snare=snare, hat=hat, roles={"snare": "snare", "hat": "hi-hat"})


def turned_bass():
    heard = song()
    bass = Track(
        name="bass", files=("bass.wav",), role="bass", role_from="name", confidence=1.0,
        layout="mono", rate_hz=48000, bits=24, length_s=LENGTH_S, flip_polarity=True,
        source="bass",
    )  # fmt: skip
    return replace(heard, session=replace(heard.session, tracks=(bass,)))


def noisy_guitar() -> Heard:
    playing = gate([Span(0.0, 50.0)]) + 10.0**-2.8
    return song(git=part(kind_db("other"), envelope=playing), roles={"git": "acoustic guitar"})


def rumbling(part_of_the_voice: float) -> TrackFeatures:
    """A vocal with a steady rumble of this part of its power at 40 and 50 Hz."""
    total = PARTS["vox"].power.sum(axis=0) * 2.0
    total[2:4] = part_of_the_voice * float(total.sum(axis=0).max())
    return from_total(total, -14.0, PARTS["vox"].active)


def rumbling_vocal() -> Heard:
    return song(vox=rumbling(0.05))


def low_voice_is_no_rumble() -> Heard:
    shape = kind_db("vocals")
    shape[5:8] = -6.0
    return song(vox=part(shape, lufs=-12.5, envelope=gate(LINES)))


def ringing_snare() -> Heard:
    body = np.full(30, -20.0)
    body[14] = 0.0
    return song(snare=part(body, envelope=strokes(5)), roles={"snare": "snare"})


def mono_vocal() -> Heard:
    return vocal(side_db=-60.0)


def leaning_mix() -> Heard:
    mix = record()
    sides = mix.left_right * np.array([[1.5], [0.6]])
    return song(rendered=True, mix=from_sides(mix, sides))


def from_sides(mix, sides):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(mix, left_right=sides.astype(np.float32))


def stepped(*levels_db: float) -> Heard:
    step = np.repeat(10.0 ** (np.array(levels_db) / 10.0), STEPS // len(levels_db))
    return song(rendered=True, mix=record(usual_total() * step))


def opposite_piano() -> Heard:
    return song(piano=part(kind_db("other"), lufs=-17.5, side_db=8.0))


def as_a_file() -> Heard:
    """The clean song as finished sound: noise whose samples can be read."""
    noise = 0.1 * np.random.default_rng(5).standard_normal((2, round(LENGTH_S * 8000)))
    return replace(song(rendered=True), sound=Audio(noise, 8000))


SCENES: dict[str, tuple[str, Callable[[], Heard]]] = {
    "arrangement/facts": ("Master", as_a_file),
    "balance/level": ("vox", song),
    "bleed": ("snare", bleeding_snare),
    "clarity/mix": ("Master", as_a_file),
    "corpus/ordinary": ("Master", as_a_file),
    "dynamics/crest": ("vox", lambda: song(vox=with_facts(PARTS["vox"], crest_db=27.0))),
    "dynamics/flat": ("vox", lambda: song(vox=with_facts(PARTS["vox"], crest_db=5.0))),
    "dynamics/spread": ("vox", lambda: vocal(envelope=lines_at(0, -14, 0, -12, 0, -13, 0, -8))),
    "form/flat_chorus": ("Master", lambda: stepped(0, -1, 0)),
    "form/jump": ("Master", lambda: stepped(0, 0, -12)),
    "low/heavy": ("Master", toned(20, 150, 7)),
    "low/kick_bass": ("kick", kick_under_bass),
    "low/not_mono": (
        "Master",
        lambda: song(rendered=True, mix=record(None, np.where(np.arange(30) < 9, -2.0, -9.0))),
    ),
    "low/rumble": ("vox", rumbling_vocal),
    "masking/pair": ("vox", covering_piano),
    "master/crest": ("Master", print_of(true_peak_dbtp=-4.5)),
    "master/loudness": ("Master", print_of(loudness_lufs=-10.1)),
    "master/mono": (
        "Master",
        lambda: song(rendered=True, mastered=record(None, usual_side_db() + 9.0)),
    ),
    "master/tone": (
        "Master",
        lambda: song(rendered=True, mastered=record(tilted(usual_total(), 400, 790, 6))),
    ),
    "master/true_peak": ("Master", print_of(true_peak_dbtp=-0.4)),
    "print/clipped": ("Master", print_of(clipped_count=9.0, sample_peak_dbfs=0.0)),
    "print/loudness": ("Master", song),
    "recording/clipped": (
        "bass",
        lambda: song(bass=with_facts(PARTS["bass"], clipped_count=40.0, sample_peak_dbfs=0.0)),
    ),
    "recording/dc": ("bass", lambda: song(bass=with_facts(PARTS["bass"], dc_dbfs=-40.0))),
    "recording/dropouts": ("bass", lambda: song(bass=with_facts(PARTS["bass"], dropout_count=2))),
    "recording/hum": (
        "bass",
        lambda: song(bass=with_facts(PARTS["bass"], hum_db=20.0, hum_hz=50.0, hum_dbfs=-45.0)),
    ),
    "recording/noise": ("git", noisy_guitar),
    "recording/polarity": ("bass", turned_bass),
    "recording/silent": ("spare", lambda: song(spare=part(np.zeros(30), envelope=np.zeros(STEPS)))),
    "space/dry": ("vox", mono_vocal),
    "space/wet": ("vox", lambda: vocal(envelope=tailed(gate(LINES), 1.8))),
    "stereo/leaning": ("Master", leaning_mix),
    "stereo/mono_loss": ("piano", opposite_piano),
    "stereo/narrow": (
        "Master",
        lambda: song(rendered=True, mix=record(None, usual_side_db() - 12.0)),
    ),
    "stereo/wide": ("Master", lambda: song(rendered=True, mix=record(None, usual_side_db() + 8.0))),
    "tone/airless": ("Master", toned(12200, 22000, -10)),
    "tone/boomy": ("Master", toned(20, 150, 6)),
    "tone/boxy": ("Master", toned(395, 795, 4)),
    "tone/bright": ("Master", toned(7300, 12200, 9)),
    "tone/dark": ("Master", toned(7300, 12200, -8)),
    "tone/dull": ("Master", toned(2550, 7300, -7)),
    "tone/fizzy": ("Master", toned(12200, 22000, 8)),
    "tone/harsh": ("Master", toned(2550, 7300, 6)),
    "tone/hollow": ("Master", toned(395, 795, -4)),
    "tone/muddy": ("Master", toned(150, 795, 9)),
    "tone/resonance": ("snare", ringing_snare),
    "tone/thin": ("Master", toned(150, 795, -7)),
    "tone/track": ("vox", lambda: dark_vocal()),
    "tone/weak": ("Master", toned(20, 150, -7)),
    "vocal/masked": ("vox", covering_piano),
    "vocal/over": ("vox", lambda: vocal(lufs=-8.0)),
    "vocal/sibilant": ("vox", essy),
    "vocal/under": ("vox", sunk_in_the_middle),
    "vocal/uneven": ("vox", sunk_in_the_middle),
}


def tailed(envelope: np.ndarray, decay_s: float) -> np.ndarray:
    """The same with a tail that takes so long for 60 dB."""
    out = envelope.copy()
    for step in range(1, len(out)):
        out[step] = max(out[step], out[step - 1] * 10.0 ** (-6.0 * HOP_S / decay_s))
    return out


def dark_vocal() -> Heard:
    shape = kind_db("vocals")
    shape[9:13] += 10.0
    return song(vox=part(shape, lufs=-12.5, envelope=gate(LINES) * LIFT))
