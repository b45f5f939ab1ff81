"""A small session for the tests of AAF and stems, with a bit of everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.model.daw import (
    DawClip,
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

RATE = 8000
LENGTH = 24000
VOX = DawClip(
    file="Vox.wav", at_frames=4000, length_frames=8000, start_frames=100, gain_db=-3.0,
    fade_in=Fade(length_frames=81), fade_out=Fade(length_frames=800, shape="equal_power"),
)  # fmt: skip
AGAIN = replace(
    VOX, at_frames=11200, length_frames=9000, start_frames=7000, gain_db=1.5,
    fade_in=VOX.fade_out, fade_out=Fade(length_frames=401),
)  # fmt: skip
GUITAR = DawClip(file="Guitar.wav", at_frames=0, length_frames=20000, start_frames=500)
BASS = DawClip(file="Vox.wav", at_frames=2000, length_frames=6000, flip_polarity=True)


def sound(
    folder: Path, name: str, channels: int, level: float = 0.2, rate_hz: int = RATE
) -> DawFile:
    """Write three seconds of noise, slightly coloured, as float WAV."""
    noise = np.random.default_rng(len(name)).standard_normal((3 * rate_hz, channels))
    noise = np.cumsum(noise - noise.mean(axis=0), axis=0)
    noise *= level / np.abs(noise).max()
    sf.write(folder / name, noise, rate_hz, subtype="FLOAT")
    return DawFile(
        name=name, path=str(folder / name), channels=channels, rate_hz=rate_hz, frames=3 * rate_hz
    )


def track(name: str, *clips: DawClip, **said: object) -> DawTrack:
    """Return a track of these clips; mono unless ``channels`` says otherwise."""
    channels = said.setdefault("channels", 1)
    said.setdefault("law", "sine" if channels == 1 else "balance")
    return DawTrack(name=name, lanes=(DawLane(clips=clips),), **said)  # type: ignore[arg-type]


def song(folder: Path, *tracks: DawTrack) -> DawSession:
    """Return a session of these tracks, or of a whole small band."""
    files = (sound(folder, "Vox.wav", 1), sound(folder, "Guitar.wav", 2))
    band = (
        track("Vox", VOX, AGAIN, fader_db=-4.5, pan_percent=-30.0, group="Lead Vocals"),
        track("Guitar", GUITAR, channels=2, fader_db=-7.0, pan_percent=40.0, output="Band"),
        track("Bass", BASS, fader_db=-2.0, output="Band"),
        DawTrack(name="Band", kind="bus", fader_db=-1.0),
    )
    return DawSession(
        title="Small song",
        rate_hz=RATE,
        length_frames=LENGTH,
        tracks=(*(tracks or band), DawTrack(name="Master", kind="master", output="")),
        files=files,
        tempos=(
            DawTempo(at_s=0.0, quarter_bpm=97.3),
            DawTempo(at_s=1.25, quarter_bpm=101.9),
            DawTempo(at_s=2.0, quarter_bpm=88.0),
        ),
        meters=(DawMeter(at_quarters=0.0), DawMeter(at_quarters=4.0, beats=3)),
        markers=(
            DawMarker(at_frames=0, name="Intro", end_frames=8000),
            DawMarker(at_frames=8000, name="Verse für Ä"),
        ),
        about={"artist": "The Band", "composer": "Ann"},
    )


def with_everything(folder: Path) -> DawSession:
    """Return the band with rides, a send, notes, a mute and a track that begins too early."""
    plain = song(folder)
    vox, guitar, bass, *rest = plain.tracks
    ridden = replace(
        vox,
        fader_db=0.0,
        fader_curve_db=((5000, -4.5), (9000, 1.5), (9000, -2.0), (15000, -30.0)),
        sends=(
            DawSend(to="Hall", level_db=-12.0),
            DawSend(to="Hall", level_db=-20.0, pre_fader=True),
        ),
    )
    shaped = replace(GUITAR, envelope_db=((0, -6.0), (9000, 3.0), (15000, -100.0)))
    panned = replace(
        guitar,
        pan_percent=0.0,
        pan_curve_percent=((2000, -100.0), (16000, 80.0)),
        lanes=(DawLane(clips=(shaped,)), DawLane(clips=(GUITAR,), name="Take 2", take=2)),
        notes=(DawNote(at_quarters=1.0, length_quarters=0.5, midi=60),),
        colour="#4f9d69",
    )
    early = track(
        "Early", replace(BASS, at_frames=-1000, fade_in=Fade(length_frames=3000)), muted=True
    )
    hall = DawTrack(name="Hall", kind="return", fader_db=-3.0)
    return replace(plain, tracks=(ridden, panned, bass, early, hall, *rest))
