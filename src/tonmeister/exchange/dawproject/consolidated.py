"""One full-length file a track, for programs that understand only those."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tonmeister.exchange.daw.names import FileNames
from tonmeister.exchange.daw.playing import TrackSound
from tonmeister.model.daw import DawClip, DawFile, DawLane, DawSession
from tonmeister.studio.sinks import WavSink

_BLOCK_FRAMES = 1 << 17
_NOTE = (
    "Consolidated: every track is one file from the song's start; clip gains, fades and envelopes "
    "are played into it, and takes that wait are left out."
)


def consolidated(session: DawSession) -> tuple[DawSession, dict[str, TrackSound]]:
    """Return the session with each track's clips as one clip from the song's first frame.

    With it the sounds of its files by name: clip gains, fades, envelopes and polarity are played
    in. They have no path yet: ``put_sound`` writes them.
    """
    names, files, tracks = FileNames(), [], []
    sounds: dict[str, TrackSound] = {}
    for track in session.tracks:
        if not track.clips:
            tracks.append(replace(track, lanes=()))
            continue
        name = f"{names.take(track.name)}.wav"
        sounds[name] = TrackSound(track, session)
        file = DawFile(
            name=name, path="", channels=1 if track.channels == 1 else 2, rate_hz=session.rate_hz,
            frames=max(session.length_frames, sounds[name].frames, 1),
        )  # fmt: skip
        files.append(file)
        clip = DawClip(file=name, at_frames=0, length_frames=file.frames, name=track.name)
        tracks.append(replace(track, lanes=(DawLane(clips=(clip,)),), flip_polarity=False))
    whole = replace(
        session, tracks=tuple(tracks), files=tuple(files), notes=(*session.notes, _NOTE)
    )
    return whole, sounds


def put_sound(sound: TrackSound, file: DawFile, path: Path) -> None:
    """Play a track's clips into a float WAV of the song's length."""
    with WavSink(path, file.rate_hz, bits=32, channels=file.channels, frames=file.frames) as sink:
        for at in range(0, file.frames, _BLOCK_FRAMES):
            count = min(_BLOCK_FRAMES, file.frames - at)
            sink.write(sound.read(at, count)[: file.channels])
