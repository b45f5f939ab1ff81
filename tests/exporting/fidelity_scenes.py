"""Sessions that make use of everything a workstation knows, to send through each format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.exchange.daw.formats import Format
from tonmeister.model import (
    DawClip,
    DawDevice,
    DawFile,
    DawLane,
    DawMarker,
    DawMeter,
    DawNote,
    DawSend,
    DawSession,
    DawTempo,
    DawTrack,
    Fade,
)

RATE = 48000
LENGTH = 4 * RATE


def sound_files(folder: Path) -> tuple[DawFile, ...]:
    """Write a mono and a stereo file of three seconds, deterministic noise."""
    rng = np.random.default_rng(9)
    files = []
    for name, channels in (("one.wav", 1), ("two.wav", 2), ("take.wav", 1)):
        path = folder / name
        sf.write(path, 0.2 * rng.standard_normal((3 * RATE, channels)), RATE, subtype="FLOAT")
        files.append(
            DawFile(name=name, path=str(path), channels=channels, rate_hz=RATE, frames=3 * RATE)
        )
    return tuple(files)


def everything(folder: Path, form: Format) -> DawSession:
    """Return a session with every feature; of effects, those that the format holds."""
    devices = tuple(d for d in DEVICES if form.live(d, RATE))
    one = DawTrack(
        name="Lead Vox", channels=1, law="sine", fader_db=-4.25, pan_percent=-37.0, output="Voices",
        sends=(DawSend(to="Room", level_db=-11.5),
               DawSend(to="Echo", level_db=-20.0, pre_fader=True)),
        lanes=(
            DawLane(name="Lead Vox", clips=(
                DawClip(file="one.wav", at_frames=4801, start_frames=123, length_frames=48000,
                        gain_db=2.5, fade_in=Fade(length_frames=480),
                        fade_out=Fade(length_frames=960), name="a"),
                DawClip(file="one.wav", at_frames=70001, start_frames=60000, length_frames=70000,
                        flip_polarity=True, name="b",
                        envelope_db=((0, -3.0), (24000, 1.0), (60000, -9.0))),
            )),
            DawLane(name="Lead Vox take 1", take=1, clips=(
                DawClip(file="take.wav", at_frames=0, length_frames=140000, name="take"),
            )),
        ),
        group="Lead Vocals", colour="#d4a017",
    )  # fmt: skip
    two = DawTrack(
        name="Guitars", channels=2, law="balance", pan_percent=25.0, muted=False,
        fader_curve_db=((0, -12.0), (96000, -3.0), (150000, -8.0)), devices=devices,
        lanes=(DawLane(clips=(DawClip(file="two.wav", at_frames=0, length_frames=144000,
                                      name="g"),)),),
        sends=(DawSend(to="Room", level_db=-9.0, curve_db=((0, -9.0), (144000, -15.0))),),
        group="Guitars", colour="#4f9d69",
    )  # fmt: skip
    keys = replace(
        two, name="Keys / Pad", fader_curve_db=(), fader_db=-7.0, pan_percent=0.0, devices=(),
        pan_curve_percent=((0, -50.0), (144000, 50.0)), sends=(), group="Keys", colour="#3f88a5",
    )  # fmt: skip
    off = replace(one, name="Guide", muted=True, lanes=one.lanes[:1], sends=(), output="Master")
    line = DawTrack(
        name="Line", notes=(
            DawNote(at_quarters=0.0, length_quarters=1.0, midi=60, velocity=0.8),
            DawNote(at_quarters=2.5, length_quarters=0.5, midi=67, velocity=0.504, channel=1),
        ),
    )  # fmt: skip
    return DawSession(
        title="Every Thing",
        rate_hz=RATE,
        length_frames=LENGTH,
        tracks=(
            one, two, keys, off, line,
            DawTrack(name="Room", kind="return", fader_db=-1.5),
            DawTrack(name="Echo", kind="return", pan_percent=-20.0),
            DawTrack(name="Voices", kind="bus", fader_db=-2.0, colour="#aabbcc"),
            DawTrack(name="Master", kind="master", output=""),
        ),
        files=sound_files(folder),
        tempos=(DawTempo(at_s=0.0, quarter_bpm=120.0), DawTempo(at_s=2.0, quarter_bpm=96.0)),
        meters=(DawMeter(at_quarters=0.0, beats=4), DawMeter(at_quarters=4.0, beats=3)),
        markers=(DawMarker(at_frames=0, name="Verse", end_frames=96000),
                 DawMarker(at_frames=96000, name="Chorus", end_frames=LENGTH)),
        about={"artist": "The Nulls", "album": "Residuals", "year": "2026"},
    )  # fmt: skip


def steady(session: DawSession) -> DawSession:
    """Return the session with one tempo and meter."""
    return replace(session, tempos=session.tempos[:1], meters=session.meters[:1])


DEVICES = (
    DawDevice(name="highpass", effect="highpass",
              settings={"frequency_hz": 80.0, "slope_db": 12.0}),
    DawDevice(name="bell", effect="bell",
              settings={"frequency_hz": 2500.0, "gain_db": -3.0, "width_q": 1.2}),
    DawDevice(name="gate", effect="gate", settings={
        "threshold_db": -45.0, "range_db": -20.0, "attack_ms": 1.0, "hold_ms": 60.0,
        "release_ms": 150.0, "hysteresis_db": 6.0}),
    DawDevice(name="compressor", effect="compressor", settings={
        "threshold_db": -18.0, "ratio": 3.0, "attack_ms": 10.0, "release_ms": 150.0,
        "knee_db": 6.0, "makeup_db": 0.0, "lookahead_ms": 0.0, "key_highpass_hz": 10.0,
        "mix_percent": 100.0}),
    DawDevice(name="limiter", effect="limiter", settings={
        "gain_db": 0.0, "ceiling_dbtp": -1.0, "release_ms": 120.0, "release_fast_ms": 8.0,
        "lookahead_ms": 5.0}),
)  # fmt: skip
