"""A small song with a mix that a person wrote: every kind of channel, in a few seconds of sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.model import Decision, RecallSheet, Setting, Strip, Target
from tonmeister.studio import Project, write_sheet

RATE = 44100
LENGTH_S = 6.0
PARTS = ("Kick", "Bass DI", "Guitar", "Lead Vox", "E-Piano")


def write_small_song(folder: Path) -> Path:
    """Write five tracks of six seconds at 120 BPM; the guitar is stereo."""
    folder.mkdir(parents=True)
    t = np.arange(round(LENGTH_S * RATE)) / RATE
    rng = np.random.default_rng(6)
    beat = t % 0.5
    kick = 0.6 * np.sin(2 * np.pi * 55 * beat) * np.exp(-beat * 18)
    bass = 0.3 * np.sign(np.sin(2 * np.pi * 55 * t)) * np.exp(-beat * 3)
    guitar = np.stack([np.sin(2 * np.pi * f * t) for f in (329.6, 330.4)], 1) * 0.15
    voice = 0.25 * np.sin(2 * np.pi * 220 * t + 3 * np.sin(2 * np.pi * 5 * t)) * (t % 3 < 2.2)
    keys = 0.1 * rng.standard_normal(t.size) * np.exp(-beat * 9)
    sounds = (kick, bass, guitar, voice, keys)
    for name, sound in zip(PARTS, sounds, strict=True):
        sf.write(folder / f"{name}.wav", sound, RATE, subtype="PCM_24")
    return folder


def move(strip: str, effect: str, n: int = 1, **settings: Setting) -> Decision:
    """Return a decision as a person would write it."""
    stage = {"fader": "balance", "pan": "pan", "send": "space", "trim": "repair"}.get(effect, "eq")
    return Decision(
        id=f"{strip}/{stage}/{n}", stage=stage, effect=effect, settings=settings,  # type: ignore[arg-type]
        rule="by hand", because=(), reason="by hand", hold=True,
    )  # fmt: skip


def with_curve(made: Decision, knob: str, *points: tuple[float, float]) -> Decision:
    from dataclasses import replace

    return replace(made, curves={knob: points})


def small_sheet() -> RecallSheet:
    """Return the mix: trims, inserts, a ride, pans, sends before and after faders, a ducked bus."""
    vox = with_curve(
        move("Lead Vox", "fader", 2, gain_db=0.0), "gain_db", (0.5, -9.0), (2.0, -3.0), (5.0, -12.0)
    )
    strips = (
        Strip(name="Kick", kind="track", track="Kick", role="kick", output="Drums", decisions=(
            move("Kick", "trim", gain_db=2.0, flip_polarity=True, shift_ms=2.0),
            move("Kick", "fader", gain_db=-4.0),
        )),
        Strip(name="Bass DI", kind="track", track="Bass DI", role="bass", decisions=(
            move("Bass DI", "highpass", 1, frequency_hz=40.0, slope_db=12.0),
            move("Bass DI", "compressor", 2, threshold_db=-20.0, ratio=3.0),
            move("Bass DI", "fader", gain_db=-6.0),
        )),
        Strip(name="Guitar", kind="track", track="Guitar", role="electric guitar", decisions=(
            move("Guitar", "pan", position_percent=40.0),
            move("Guitar", "fader", gain_db=-8.0),
            move("Guitar", "send", 1, to="Room", level_db=-12.0),
        )),
        Strip(name="Lead Vox", kind="track", track="Lead Vox", role="lead vocal", decisions=(
            move("Lead Vox", "bell", 1, frequency_hz=3000.0, gain_db=2.0, width_q=1.0), vox,
            move("Lead Vox", "send", 1, to="Room", level_db=-9.0, pre_fader=True),
        )),
        Strip(name="E-Piano", kind="track", track="E-Piano", role="keys", decisions=(
            move("E-Piano", "saturation", 1, drive_db=6.0, kind="tape"),
            move("E-Piano", "bell", 2, frequency_hz=800.0, gain_db=-3.0, width_q=1.0),
            move("E-Piano", "pan", position_percent=-30.0), move("E-Piano", "fader", gain_db=-10.0),
        )),
        Strip(name="Room", kind="return", decisions=(move("Room", "room", decay_s=0.4),)),
        Strip(name="Drums", kind="bus", decisions=(
            move("Drums", "fader", gain_db=-1.0), move("Drums", "pan", position_percent=10.0),
        )),
        Strip(name="Master", kind="master", decisions=(
            move("Master", "limiter", 1, ceiling_dbtp=-1.0),
        )),
    )  # fmt: skip
    return RecallSheet(
        song="Small Song", rate_hz=RATE, length_s=LENGTH_S, genre="pop",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0), strips=strips, tempo_bpm=120.0,
    )  # fmt: skip


def small_project(folder: Path) -> Project:
    """Write the song and its mix; returns the project, as a person would find it."""
    project = Project.open(write_small_song(folder))
    write_sheet(project, small_sheet())
    return project
