"""Sessions of a workstation for tests: little recordings, and a mix that uses all there is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tonmeister.console import render
from tonmeister.flow.importing.bringing import Imported, lay_in
from tonmeister.flow.importing.wishes import ImportWish
from tonmeister.flow.tell import Teller
from tonmeister.model import (
    DawClip,
    DawFile,
    DawLane,
    DawSend,
    DawSession,
    DawTrack,
    Fade,
)
from tonmeister.signal import Samples
from tonmeister.studio import Project, open_source, read_session, read_sheet

RATE_HZ = 48000
LENGTH_S = 1.5
Sound = NDArray[np.float64]


def recording(
    folder: Path, name: str, *, channels: int = 1, seed: int = 1, length_s: float = LENGTH_S,
    subtype: str = "PCM_24", rate_hz: int = RATE_HZ,
) -> DawFile:  # fmt: skip
    """Write a recording that has something everywhere, and return it as a session's file."""
    rng = np.random.default_rng(seed)
    frames = round(length_s * rate_hz)
    t = np.arange(frames) / rate_hz
    tone = np.stack([np.sin(2 * np.pi * (110 * seed + 7 * c) * t) for c in range(channels)], axis=1)
    sound = 0.2 * tone + 0.05 * rng.standard_normal((frames, channels))
    path = folder / f"{name}.wav"
    sf.write(path, sound, rate_hz, subtype)
    return DawFile(
        name=f"{name}.wav", path=str(path), channels=channels, rate_hz=rate_hz, frames=frames,
        bits=24 if subtype == "PCM_24" else 32,
    )  # fmt: skip


def whole(file: DawFile, **more: object) -> DawLane:
    """Return a lane that plays a file from the song's beginning to its end."""
    clip = DawClip(file=file.name, at_frames=0, length_frames=file.frames, **more)  # type: ignore[arg-type]
    return DawLane(clips=(clip,))


def session_of(
    *tracks: DawTrack, files: tuple[DawFile, ...], title: str = "Song", **more: object
) -> DawSession:
    """Return a session with a master that lasts as long as its files."""
    master = () if any(t.kind == "master" for t in tracks) else (MASTER,)
    return DawSession(
        title=title, rate_hz=RATE_HZ, length_frames=round(LENGTH_S * RATE_HZ),
        tracks=(*tracks, *master), files=files, **more,  # type: ignore[arg-type]
    )  # fmt: skip


MASTER = DawTrack(name="Master", kind="master", output="")


def full_mix(folder: Path) -> DawSession:
    """Return a mix with all that a channel can do, but for effects."""
    vox = recording(folder, "vox", seed=2)
    gtr = recording(folder, "gtr", channels=2, seed=3)
    kick = recording(folder, "kick", seed=1, subtype="FLOAT")
    pad = recording(folder, "pad", channels=2, seed=4)
    cut = DawClip(
        file=vox.name, at_frames=9000, length_frames=30000, start_frames=4000, gain_db=2.5,
        fade_in=Fade(length_frames=2000), flip_polarity=True,
        fade_out=Fade(length_frames=3000, shape="equal_power"),
        envelope_db=((0, 0.0), (5000, -6.0), (5000, -3.0), (29000, 1.0)),
    )  # fmt: skip
    later = DawClip(file=vox.name, at_frames=36000, length_frames=20000, fade_in=Fade(
        length_frames=3000, shape="equal_power"))  # fmt: skip
    silent = DawClip(file=vox.name, at_frames=0, length_frames=60000, muted=True)
    tracks = (
        DawTrack(
            name="Lead Vox", channels=1, law="sine", pan_percent=-30.0, role="lead vocal",
            fader_curve_db=((0, -6.0), (20000, -1.0), (40000, -9.0)),
            lanes=(DawLane(clips=(cut, later, silent)),),
            sends=(DawSend(to="Hall", level_db=-9.0),),
        ),
        DawTrack(
            name="Gtr L", law="balance", fader_db=-4.2, output="Band", lanes=(whole(gtr),),
            pan_curve_percent=((0, -80.0), (50000, 40.0)), flip_polarity=True,
            sends=(
                DawSend(to="Hall", level_db=-3.0, pre_fader=True),
                DawSend(to="Echo", level_db=-20.0, curve_db=((0, -60.0), (30000, -6.0))),
            ),
        ),
        DawTrack(name="Kick", channels=1, law="sine", output="Band",
                 lanes=(whole(kick, gain_db=1.7),)),
        DawTrack(name="Pad", channels=2, law="sine", pan_percent=55.0, fader_db=-8.0,
                 lanes=(whole(pad),)),
        DawTrack(name="Old", channels=1, law="sine", muted=True, lanes=(whole(kick),)),
        DawTrack(name="Hall", kind="return", fader_db=-2.0, pan_percent=20.0,
                 sends=(DawSend(to="Echo", level_db=-12.0),)),
        DawTrack(name="Echo", kind="return", fader_db=-5.0, flip_polarity=True),
        DawTrack(name="Band", kind="bus", fader_db=-1.0, law="sine", pan_percent=10.0),
        DawTrack(name="Master", kind="master", fader_db=-3.0, output=""),
    )  # fmt: skip
    return session_of(*tracks, files=(vox, gtr, kick, pad))


def bring(session: DawSession, out: Path, **wishes: object) -> Imported:
    """Import a session as if it had been read from ``Song.rpp``."""
    wish = ImportWish(session=Path("Song.rpp"), out=out, **wishes)  # type: ignore[arg-type]
    return lay_in(session, Path("Song.rpp"), wish, Teller())


class Heard:
    """A sink that keeps all it hears."""

    def __init__(self) -> None:
        self.blocks: list[Samples] = []

    def write(self, block: Samples) -> None:
        self.blocks.append(block.copy())


def rendered(folder: Path, frames: int) -> Sound:
    """Play an imported song as our console does, to the master's output."""
    project = Project.find(folder)
    session, sheet = read_session(project), read_sheet(project.recall_file)
    ear = Heard()
    render(
        sheet,
        {t.name: open_source(t, session, project) for t in session.playing},
        sinks={"master": ear},
        layouts={t.name: t.layout for t in session.playing},
        length_frames=frames,
    )
    return np.concatenate(ear.blocks, axis=1)
