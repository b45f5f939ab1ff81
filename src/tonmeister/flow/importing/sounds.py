"""The sound of tracks and their takes as files of a song: the recording itself, or played in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import soundfile as sf

from tonmeister.exchange.daw.names import FileNames
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.daw.playing import TrackSound
from tonmeister.flow.importing.names import file_stem
from tonmeister.flow.importing.strips import OFF_DB, TRIM_MOST_DB, Trim
from tonmeister.model import DawClip, DawSession, DawTrack
from tonmeister.studio.disk import whole
from tonmeister.studio.probe import Probe, Unusable, probe
from tonmeister.studio.sinks import WavSink

BLOCK_FRAMES = 1 << 18
MOST_CHANNELS = 2
EXACT = (".wav", ".aif", ".aiff", ".flac", ".w64", ".caf")
"""Files that are taken over as they are; others are decoded."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A file in the song's folder: where it begins, what it is turned by, whether it sounds."""

    path: Path
    about: Probe
    start_s: float
    trim: Trim
    sounds: bool


class Sounds:
    """Writes the sound files of a session into a song's folder, each under a name of its own."""

    def __init__(
        self, session: DawSession, folder: Path, on: Callable[[float], None], whole_frames: int
    ) -> None:
        self._session, self._folder, self._on = session, folder, on
        self._names = FileNames()
        self._done, self._whole = 0, max(1, whole_frames)
        self.files: list[Path] = []
        self.copied = 0

    def write(self, track: DawTrack, name: str, *, turned: bool = True) -> Recorded:
        """Write what plays on a track: in song time, or the recording with its place.

        ``turned``: a level on a recording that is copied may be left to the strip.
        Clips, their gains, fades, envelopes and polarity are played in; the channel's own polarity
        is not. Raises ``CannotOpen`` for a sound file that cannot be read.
        """
        stem = self._names.take(file_stem(name))
        try:
            made = self._as_it_was(track, stem, turned=turned) or self._played(track, stem)
        except (Unusable, FileNotFoundError, sf.SoundFileError) as error:
            raise CannotOpen(f"{track.name}: {error}") from None
        self.files.append(made.path)
        return made

    def _as_it_was(self, track: DawTrack, stem: str, *, turned: bool) -> Recorded | None:
        """Copy a recording that plays from end to end with nothing but a gain on it."""
        clip = untouched(track)
        if clip is None:
            return None
        touched = clip.gain_db or clip.flip_polarity or clip.envelope_db
        if (touched and not turned) or (clip.envelope_db and not rides_as_fader(track, clip)):
            return None
        path = Path(self._session.file(clip.file).path)
        about = probe(path)
        plain = about.cut_short == "" and about.stamp_s is None and path.suffix.lower() in EXACT
        fits = about.rate_hz == self._session.rate_hz and about.channels <= track.channels
        begins = clip.at_frames - clip.start_frames
        last = min(clip.end_frames - begins, about.frames)
        if not plain or not fits or last < about.frames:
            return None
        made = self._folder / f"{stem}{path.suffix.lower()}"
        with whole(made) as part:
            shutil.copyfile(path, part)
        self.copied += 1
        self._tell(clip.length_frames)
        return Recorded(
            path=made,
            about=about,
            start_s=begins / self._session.rate_hz,
            trim=Trim(
                gain_db=clip.gain_db,
                flip=clip.flip_polarity,
                ride_db=tuple((clip.at_frames + at, level) for at, level in clip.envelope_db),
            ),
            sounds=True,
        )

    def _played(self, track: DawTrack, stem: str) -> Recorded:
        sound = TrackSound(track, self._session, polarity=False)
        used = {clip.file for clip in track.clips if not clip.muted}
        mono = all(self._session.file(name).channels == 1 for name in used)
        channels = 1 if mono or track.channels == 1 else 2
        path, peak = self._folder / f"{stem}.wav", 0.0
        with WavSink(
            path, self._session.rate_hz, bits=32, channels=channels, frames=sound.frames
        ) as sink:
            for start in range(0, sound.frames, BLOCK_FRAMES):
                block = sound.read(start, min(BLOCK_FRAMES, sound.frames - start))[:channels]
                peak = max(peak, float(abs(block).max(initial=0.0)))
                sink.write(block)
                self._tell(block.shape[1])
        return Recorded(path=path, about=probe(path), start_s=0.0, trim=Trim(), sounds=peak > 0.0)

    def _tell(self, frames: int) -> None:
        self._done += frames
        self._on(min(1.0, self._done / self._whole))


def untouched(track: DawTrack) -> DawClip | None:
    """Return the one clip of a track that plays its file as it is, but for its level and polarity.

    What lies before the clip's start in its file must lie before the song's.
    """
    if len(track.clips) != 1:
        return None
    clip = track.clips[0]
    fades = clip.fade_in.length_frames > 1 or clip.fade_out.length_frames > 1
    placed = clip.start_frames == 0 or (clip.at_frames == 0 and clip.start_frames > 0)
    if fades or clip.muted or not placed or abs(clip.gain_db) > TRIM_MOST_DB:
        return None
    return clip


def rides_as_fader(track: DawTrack, clip: DawClip) -> bool:
    """Whether a level drawn on a track's clip sounds the same drawn on its fader.

    Not before inserts or a pre-fader send, nor where one of them is off for a while.
    """
    if track.devices or any(send.pre_fader for send in track.sends):
        return False
    fader = [level for _, level in track.fader_curve_db] or [track.fader_db]
    return min(fader) + min(level for _, level in clip.envelope_db) > OFF_DB


def missing_files(session: DawSession) -> tuple[str, ...]:
    """Return the names of files that the session wants and that are not there or no sound.

    A reader names these with no path; others may have gone since.
    """
    used = {c.file for t in session.tracks for lane in t.lanes for c in lane.clips}
    there = {file.name for file in session.files if file.path and Path(file.path).is_file()}
    absent = [f.name for f in session.files if not f.path or f.name in used - there]
    strange = sorted(used - {file.name for file in session.files})
    return tuple(dict.fromkeys((*absent, *strange)))


def too_wide(session: DawSession) -> str:
    """Return the line about a file with more channels than a track has; "" where there is none."""
    used = {c.file for t in session.tracks for lane in t.lanes for c in lane.clips}
    wide = next((f for f in session.files if f.name in used and f.channels > MOST_CHANNELS), None)
    if wide is None:
        return ""
    return (
        f"{wide.name} has {wide.channels} channels, but a track here has one or two: split it into "
        "mono or stereo files"
    )


def without(session: DawSession, files: tuple[str, ...]) -> DawSession:
    """Return the session without the clips of these files: they are silent."""
    tracks = tuple(
        replace(
            track,
            lanes=tuple(
                replace(lane, clips=tuple(c for c in lane.clips if c.file not in files))
                for lane in track.lanes
            ),
        )
        for track in session.tracks
    )
    return replace(session, tracks=tracks)
