"""One full-length file a track, for programs that understand only those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tonmeister.exchange.daw.names import FileNames
from tonmeister.exchange.daw.playing import TrackSound
from tonmeister.model.daw import DawClip, DawFile, DawLane, DawSession, DawTrack
from tonmeister.studio.sinks import WavSink

_BLOCK_FRAMES = 1 << 17


def consolidated(session: DawSession, folder: Path, on: Callable[[float], None]) -> DawSession:
    """Return the session with each track's clips as one clip from the song's first frame.

    Clip gains, fades, envelopes and polarity are played into float files in ``folder``; takes that
    wait are left out.
    """
    names, files, tracks = FileNames(), [], []
    for number, track in enumerate(session.tracks, 1):
        if track.clips:
            name = f"{names.take(track.name)}.wav"
            file = _played(track, session, folder / name, name)
            clip = DawClip(file=name, at_frames=0, length_frames=file.frames, name=track.name)
            files.append(file)
            track = replace(track, lanes=(DawLane(clips=(clip,)),), flip_polarity=False)
        else:
            track = replace(track, lanes=())
        tracks.append(track)
        on(number / len(session.tracks))
    note = (
        "Consolidated: every track is one file from the song's start; clip gains, fades and "
        "envelopes are played into it, and takes that wait are left out."
    )
    return replace(session, tracks=tuple(tracks), files=tuple(files), notes=(*session.notes, note))


def _played(track: DawTrack, session: DawSession, path: Path, name: str) -> DawFile:
    """Play a track's clips into a file of the song's length, longer where a clip goes on."""
    sound = TrackSound(track, session)
    channels = 1 if track.channels == 1 else 2
    frames = max(session.length_frames, sound.frames, 1)
    with WavSink(path, session.rate_hz, bits=32, channels=channels, frames=frames) as sink:
        for at in range(0, frames, _BLOCK_FRAMES):
            sink.write(sound.read(at, min(_BLOCK_FRAMES, frames - at))[:channels])
    return DawFile(
        name=name, path=str(path), channels=channels, rate_hz=session.rate_hz, frames=frames
    )
