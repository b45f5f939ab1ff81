"""Reading a track of the session, from any place, in its place in the song."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tonmeister.model import Session, Track
from tonmeister.signal import Samples, Source
from tonmeister.studio.decode import InOrder, ready
from tonmeister.studio.probe import Unusable, probe
from tonmeister.studio.project import Project
from tonmeister.studio.unpack import PlainSamples


class FileSource:
    """One sound file as ``Source``: stereo float64, silence outside, safe to share by threads."""

    def __init__(self, path: Path) -> None:
        with sf.SoundFile(str(path)) as file:
            self.rate_hz = int(file.samplerate)
            self.channels = int(file.channels)
            self.frames = int(file.frames)
            plain = PlainSamples.of(path, self.channels, self.frames, file.subtype)
        self._samples: PlainSamples | _AnySamples = plain or _AnySamples(path)

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]``; a mono file reads as two equal channels."""
        first, last = max(start, 0), min(start + count, self.frames)
        out = np.empty((2, count)) if last - first == count else np.zeros((2, count))
        if last > first:
            self._samples.into(out, first - start, first, last - first)
        return out


class _AnySamples:
    """The samples of any file that libsndfile reads; threads take turns."""

    def __init__(self, path: Path) -> None:
        self._file = InOrder(str(path))
        self._lock = threading.Lock()
        self._at = 0
        self._is_float = self._file.subtype in ("FLOAT", "DOUBLE")

    def into(self, out: Samples, at: int, first: int, count: int) -> None:
        """Put frames from ``first`` on into ``out[:, at : at + count]``."""
        with self._lock:
            if self._at != first:
                self._file.seek(first)
            raw: NDArray[np.float64] = self._file.read(count, dtype="float64", always_2d=True)
            self._at = first + len(raw)
        if self._is_float and not np.isfinite(raw.sum()):
            raw = np.nan_to_num(raw, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
        out[:, at : at + len(raw)] = raw.T
        out[:, at + len(raw) : at + count] = 0.0


def file_source(
    path: Path, *, project: Project | None = None, rate_hz: int | None = None
) -> FileSource:
    """Open a sound file that is no track: a print, a delivery, a reference record.

    With a ``project`` any format will do and ``rate_hz`` may be asked for (decoded once, into its
    cache); without one, what libsndfile reads, at its own rate. Raises ``Unusable``.
    """
    if project is None:
        try:
            return FileSource(path)
        except sf.SoundFileError as error:
            raise Unusable(f"{path.name}: it cannot be read as sound ({error})") from error
    try:
        about = probe(path)
        return FileSource(ready(path, rate_hz or about.rate_hz, project, about).path)
    except Unusable as error:
        raise Unusable(f"{path.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class SplitSource:
    """Left and right in two files."""

    left: Source
    right: Source

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        return self.left.rate_hz

    @property
    def frames(self) -> int:
        """As long as the longer side."""
        return max(self.left.frames, self.right.frames)

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]``, silence outside."""
        out = self.left.read(start, count)
        out[1] = self.right.read(start, count)[0]
        return out


@dataclass(frozen=True, slots=True)
class PlacedSource:
    """A recording that begins somewhere in the song, perhaps upside down."""

    inner: Source
    begins_frames: int
    flip_polarity: bool = False

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        return self.inner.rate_hz

    @property
    def frames(self) -> int:
        """The song's frame at which it has ended."""
        return max(0, self.inner.frames + self.begins_frames)

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]`` from the song's frame ``start``."""
        out = self.inner.read(start - self.begins_frames, count)
        return np.negative(out, out=out) if self.flip_polarity else out


def open_source(
    track: Track,
    session: Session,
    project: Project,
    *,
    aligned: bool = False,
    as_it_came: bool = False,
) -> Source:
    """Open a track at the session's rate, at its place in the song (``start_s``).

    A track with edits plays as edited, unless it is wanted ``as_it_came``.

    With ``aligned`` its ``shift_ms`` and ``flip_polarity`` are applied too; without, they are left
    to the recall sheet's ``trim``, so that they are not applied twice. Raises ``Unusable`` if a
    file has gone bad since ingest, ``FileNotFoundError`` if it is gone.
    """
    opened: list[Source] = []
    edited = track.edited and not as_it_came
    for name in (track.edited,) if edited else track.files:
        path = project.song_folder / name
        if not path.is_file():
            raise FileNotFoundError(
                f"{name} is gone from {project.song_folder}: put it back, "
                "or run `tonmeister listen` to take stock again"
            )
        opened.append(FileSource(ready(path, session.rate_hz, project).path))
    whole = SplitSource(*opened) if len(opened) == 2 else opened[0]
    begins_s = 0.0 if edited else track.start_s  # edited sound lies in song time already
    begins_s += track.shift_ms / 1000.0 if aligned else 0.0
    begins_frames = round(begins_s * session.rate_hz)
    flip = aligned and track.flip_polarity
    if begins_frames == 0 and not flip:
        return whole
    return PlacedSource(whole, begins_frames, flip)
