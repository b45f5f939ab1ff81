"""A track of a workstation's session as sound: its clips with all that belongs to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonmeister.console.curves import Curve
from tonmeister.exchange.daw.curves import OFF_DB, gain_of
from tonmeister.exchange.daw.resampled import at_rate
from tonmeister.model.daw import DawClip, DawSession, DawTrack, Fade
from tonmeister.signal import Samples, Source
from tonmeister.studio.sources import file_source

Gains = NDArray[np.float64]


class TrackSound:
    """What a track's clips sound like, before its inserts, fader and pan: a ``Source``.

    Clip gain, fades, envelope and polarity are played in, muted clips are silent, clips that
    overlap are summed; the track's own mute is left to whoever mixes. A mono track hears both
    sides of a stereo file at half their sum. Files at another rate are resampled as a whole when
    they are first heard. With ``polarity`` off the track's own flip is left out, for formats whose
    channel has that switch. Raises ``Unusable`` for a file that is no sound, ``FileNotFoundError``
    for one that is gone.
    """

    def __init__(self, track: DawTrack, session: DawSession, *, polarity: bool = True) -> None:
        self.rate_hz = session.rate_hz
        self.channels = track.channels
        self._session = session
        self._flip = polarity and track.flip_polarity
        self._clips = tuple(clip for clip in track.clips if not clip.muted)
        self._files: dict[str, Source] = {}

    @property
    def frames(self) -> int:
        """Where the last clip has ended."""
        return max((clip.end_frames for clip in self._clips), default=0)

    def read(self, start: int, count: int) -> Samples:
        """Return float64 ``[2, count]`` from the song's frame ``start``; silence between clips."""
        out = np.zeros((2, count))
        for clip in self._clips:
            first, last = max(start, clip.at_frames), min(start + count, clip.end_frames)
            if last > first:
                out[:, first - start : last - start] += self._heard(clip, first, last - first)
        if self.channels == 1 and not np.array_equal(out[0], out[1]):
            out[:] = out.mean(axis=0)
        return np.negative(out, out=out) if self._flip else out

    def _heard(self, clip: DawClip, first: int, count: int) -> Samples:
        """Return ``count`` frames of one clip from the song's frame ``first``."""
        source = self._files.get(clip.file)
        if source is None:
            found = file_source(Path(self._session.file(clip.file).path))
            source = self._files[clip.file] = at_rate(found, self.rate_hz)
        inside = first - clip.at_frames
        return source.read(clip.start_frames + inside, count) * clip_gains(clip, inside, count)


def clip_gains(clip: DawClip, start: int, count: int) -> Gains:
    """Return by how much a clip's file is multiplied, from its own frame ``start`` on.

    Gain, envelope, both fades and polarity; the clip must reach that far.
    """
    out = np.full(count, gain_of(clip.gain_db))
    if clip.envelope_db:
        levels = frame_curve(clip.envelope_db, start, count)
        out *= np.where(levels <= OFF_DB, 0.0, 10.0 ** (levels / 20.0))
    if start < clip.fade_in.length_frames:
        out *= _faded(clip.fade_in, start + np.arange(count))
    if start + count > clip.length_frames - clip.fade_out.length_frames:
        out *= _faded(clip.fade_out, clip.length_frames - 1 - start - np.arange(count))
    return np.negative(out, out=out) if clip.flip_polarity else out


def frame_curve(points: tuple[tuple[int, float], ...], start: int, count: int) -> Gains:
    """Return a curve's value at each of ``count`` frames; straight lines between breakpoints."""
    at_frames, values = zip(*points, strict=True)
    return Curve(at_frames, values).block(start, count)


def _faded(fade: Fade, way_frames: NDArray[np.int64]) -> Gains:
    """Return a fade's amplitude ``way_frames`` from its silent end; a fade of one frame is none."""
    way: Gains = np.clip(way_frames / max(1, fade.length_frames - 1), 0.0, 1.0)
    if fade.length_frames < 2:
        return np.ones(len(way))
    return np.sin(way * np.pi / 2.0) if fade.shape == "equal_power" else way
