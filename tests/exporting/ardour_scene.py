"""Sessions with synthetic sound that put everything an Ardour session carries to the test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tonmeister.effects import recall
from tonmeister.model.daw import (
    DawClip,
    DawDevice,
    DawFile,
    DawLane,
    DawMarker,
    DawMeter,
    DawSend,
    DawSession,
    DawTempo,
    DawTrack,
    Fade,
)

RATE_HZ = 48000
LENGTH = 6 * RATE_HZ


def files(folder: Path) -> tuple[DawFile, ...]:
    """Write three recordings: a mono voice, a stereo guitar, a mono drum."""
    rng = np.random.default_rng(6)
    t = np.arange(LENGTH) / RATE_HZ
    voice = 0.2 * np.sin(2 * np.pi * 220 * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 0.7 * t))
    voice = voice + 0.02 * rng.standard_normal(LENGTH)
    guitar = np.stack([0.15 * np.sin(2 * np.pi * f * t + f) for f in (330.0, 331.0)], axis=1)
    guitar = guitar + 0.02 * rng.standard_normal((LENGTH, 2))
    drum = 0.2 * np.clip(rng.standard_normal(LENGTH), -3, 3) * np.exp(-12 * (t % 0.5))
    made = {"Voice.wav": voice, "Guitar: a/b.wav": guitar, "Drum.wav": drum}
    return tuple(_file(folder, name, sound) for name, sound in made.items())


def _file(folder: Path, name: str, sound: NDArray[np.float64]) -> DawFile:
    path = folder / name.replace("/", "-").replace(":", "-")
    soundfile.write(path, sound.astype(np.float32), RATE_HZ, subtype="FLOAT")
    return DawFile(
        name=name, path=str(path), channels=sound.ndim, rate_hz=RATE_HZ, frames=len(sound)
    )


def lane(file: str, *clips: DawClip, name: str = "") -> DawLane:
    """Return a lane of clips, or of one that plays the whole file."""
    return DawLane(
        clips=clips or (DawClip(file=file, at_frames=0, length_frames=LENGTH),), name=name
    )


def exact(folder: Path) -> DawSession:
    """Return a session in which all is of the kind that Ardour plays to the sample."""
    s = RATE_HZ
    voice, guitar, drum = "Voice.wav", "Guitar: a/b.wav", "Drum.wav"
    ride = ((s, -6.0), (2 * s, 0.0), (2 * s + 4800, -12.0), (4 * s, -12.0), (5 * s, -3.0))
    phrases = (
        DawClip(file=voice, name="one", at_frames=4800, length_frames=2 * s, gain_db=-3.0,
                fade_in=Fade(length_frames=480),
                fade_out=Fade(length_frames=9600, shape="equal_power")),
        DawClip(file=voice, at_frames=2 * s, length_frames=s, start_frames=3 * s,
                fade_in=Fade(length_frames=4800, shape="equal_power"), flip_polarity=True,
                fade_out=Fade(length_frames=s - 4800)),
        DawClip(file=voice, at_frames=3 * s, length_frames=s, muted=True),
        DawClip(file=voice, at_frames=4 * s, length_frames=2 * s, gain_db=8.0,
                envelope_db=((0, -100.0), (4800, 0.0), (s, -9.0), (s, -1.0), (2 * s, 7.0))),
    )  # fmt: skip
    odd = (
        DawClip(file=drum, at_frames=-1000, length_frames=s, fade_in=Fade(length_frames=9000)),
        DawClip(file=drum, at_frames=2 * s, length_frames=9000,
                fade_in=Fade(length_frames=6000), fade_out=Fade(length_frames=6000)),
        DawClip(file=drum, at_frames=5 * s, start_frames=5 * s + 9000, length_frames=s,
                fade_out=Fade(length_frames=s)),
    )  # fmt: skip
    verb = DawSend(to="Verb", level_db=-9.0)
    cross = Fade(length_frames=883, shape="equal_power")
    over = (
        DawClip(file=drum, at_frames=1001, length_frames=s + 13, gain_db=-16.0, fade_out=cross,
                fade_in=Fade(length_frames=441)),
        DawClip(file=drum, at_frames=s + 1014 - 883, start_frames=s, length_frames=2 * s + 5,
                fade_in=cross, gain_db=-18.0),
        DawClip(file=drum, at_frames=2 * s + 7, start_frames=7, length_frames=5001, gain_db=-20.0,
                fade_in=Fade(length_frames=99), fade_out=Fade(length_frames=1001)),
        DawClip(file=drum, at_frames=2 * s + 3003, length_frames=9999, gain_db=-22.0,
                envelope_db=((0, 0.0), (9000, -8.0))),
    )  # fmt: skip
    tracks = (
        DawTrack(name="Over one another", channels=1, law="sine", pan_percent=-80.0,
                 fader_db=8.0, lanes=(lane(drum, *over),),
                 sends=(DawSend(to="Verb", level_db=-30.0, pre_fader=True),)),
        DawTrack(name="Lead: Voice/1", channels=1, law="sine", fader_db=-3.0, pan_percent=-30.0,
                 fader_curve_db=ride, sends=(verb,), group="Voices", colour="#d06040",
                 lanes=(lane(voice, *phrases), lane(voice, name="Take 2")),
                 note="EQ and compressor are printed."),
        DawTrack(name="Guitar", pan_percent=35.0, fader_db=-4.0, output="Band",
                 lanes=(lane(guitar),), sends=(
                     DawSend(to="Verb", level_db=-14.0, pre_fader=True), verb)),
        DawTrack(name="Guitar", law="sine", pan_percent=-60.0, fader_db=-100.0, output="Band",
                 sends=(DawSend(to="Echo", level_db=-8.0, pre_fader=True),),
                 lanes=(lane(guitar),)),
        DawTrack(name="", channels=1, law="sine", pan_percent=100.0, flip_polarity=True,
                 output="Band", lanes=(lane(drum, *odd),)),
        DawTrack(name="Low Drum", channels=1, law="sine", pan_percent=63.0, fader_db=1.5,
                 output="Drums", lanes=(lane(drum),), group="Voices"),
        DawTrack(name="Off", channels=1, law="sine", muted=True, lanes=(lane(drum),),
                 sends=(verb, DawSend(to="Echo", level_db=0.0, pre_fader=True))),
        DawTrack(name="Verb", kind="return", fader_db=-2.0, pan_percent=-20.0),
        DawTrack(name="Echo", kind="return", flip_polarity=True, output="Band"),
        DawTrack(name="Drums", kind="bus", fader_db=-1.0, pan_percent=-40.0, output="Band",
                 sends=(verb,)),
        DawTrack(name="Band", kind="bus", fader_db=-2.5),
        DawTrack(name="Master", kind="master", fader_db=-1.0),
    )  # fmt: skip
    return DawSession(
        title='A "Song" / two', rate_hz=RATE_HZ, length_frames=LENGTH, tracks=tracks,
        files=files(folder), about={"artist": "The <Ones>", "year": "1999"},
        tempos=(DawTempo(at_s=0.0, quarter_bpm=97.0), DawTempo(at_s=2.2, quarter_bpm=123.4)),
        meters=(DawMeter(at_quarters=0.0), DawMeter(at_quarters=8.0, beats=6, unit=8)),
        markers=(DawMarker(at_frames=s, name="Solo"),
                 DawMarker(at_frames=0, end_frames=2 * s, name="Verse & more")),
        notes=("A sentence for whoever opens it.",),
    )  # fmt: skip


def moving(folder: Path, what: str) -> DawSession:
    """Return a session in which one thing moves that Ardour plays nearly: ``fader`` (of a bus),
    ``pan`` or ``send``.
    """
    s = RATE_HZ
    levels = ((s, -6.0), (2 * s, 0.0), (3 * s, -3.0), (3 * s + 9600, -12.0), (5 * s, -1.0))
    ways = ((s // 2, -80.0), (2 * s, 60.0), (4 * s, 0.0), (5 * s, -100.0))
    is_pan = what == "pan"
    tracks = (
        DawTrack(name="Voice", channels=1, law="sine", output="Band",
                 pan_curve_percent=ways if is_pan else (),
                 lanes=(lane("Voice.wav"),), sends=(DawSend(
                     to="Verb", level_db=-6.0, curve_db=levels if what == "send" else ()),)),
        DawTrack(name="Guitar", output="Band", lanes=(lane("Guitar: a/b.wav"),),
                 pan_curve_percent=ways if is_pan else ()),
        DawTrack(name="Verb", kind="return", fader_db=-3.0,
                 pan_curve_percent=ways if is_pan else ()),
        DawTrack(name="Band", kind="bus", fader_curve_db=levels if what == "fader" else ()),
        DawTrack(name="Master", kind="master"),
    )  # fmt: skip
    return DawSession(
        title=f"Moving {what}", rate_hz=RATE_HZ, length_frames=LENGTH, tracks=tracks,
        files=files(folder),
    )  # fmt: skip


def with_twins(folder: Path) -> DawSession:
    """Return a session whose effects stay live: an equaliser, a compressor, a width."""
    bell = DawDevice(
        name="Mud", effect="bell",
        settings={"frequency_hz": 300.0, "gain_db": -4.0, "width_q": 1.2},
    )  # fmt: skip
    shelf = DawDevice(
        name="Air", effect="high_shelf", settings={"frequency_hz": 8000.0, "gain_db": 3.0}
    )
    squeeze = DawDevice(
        name="Hold", effect="compressor",
        settings={"threshold_db": -24.0, "ratio": 3.0, "attack_ms": 10.0, "release_ms": 120.0},
    )  # fmt: skip
    wide = DawDevice(name="Wide", effect="width", settings={"width_percent": 130.0})
    room = DawDevice(name="Room", effect="room")
    ride = ((RATE_HZ, -6.0), (2 * RATE_HZ, -2.0))
    tracks = (
        DawTrack(name="Voice", channels=1, law="sine", pan_percent=-20.0, fader_db=-2.0,
                 devices=(bell, shelf, squeeze), lanes=(lane("Voice.wav"),),
                 sends=(DawSend(to="Verb", level_db=-10.0, pre_fader=True),)),
        DawTrack(name="Guitar", devices=(squeeze, wide), lanes=(lane("Guitar: a/b.wav"),)),
        DawTrack(name="Drum", channels=1, law="sine", pan_percent=30.0, fader_curve_db=ride,
                 lanes=(lane("Drum.wav"),)),
        DawTrack(name="Verb", kind="return", devices=(bell, room), fader_db=-3.0),
        DawTrack(name="Master", kind="master", devices=(shelf,), fader_db=-2.0),
    )  # fmt: skip
    return DawSession(
        title="Twins", rate_hz=RATE_HZ, length_frames=LENGTH, tracks=tracks, files=files(folder)
    )


def plays(device: DawDevice, sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Play one of our own effects."""
    effect = recall(device.effect, device.settings)
    at_work = effect.start(RATE_HZ)
    late = at_work.latency_frames
    block = np.ascontiguousarray(np.pad(sound.T, ((0, 0), (0, late))))
    return at_work.process(block, None, lambda knob: getattr(effect, knob)).T[late:]
