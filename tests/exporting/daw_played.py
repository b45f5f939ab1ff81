"""What a session sounds like by the words of its nouns: plain NumPy, nothing of any writer.

``played(session)`` is the oracle that renders of other programs are held against. Devices are
played by ``device(device, track) -> callable`` where one is given, else they must not be there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import soundfile
from numpy.typing import NDArray

from tonmeister.model.daw import DawClip, DawDevice, DawFile, DawSession, DawTrack, Fade

Sound = NDArray[np.float64]
Plays = Callable[[DawDevice, Sound], Sound]


def played(session: DawSession, plays: Plays | None = None) -> Sound:
    """Return the session's sound at its rate, ``[frame, 2]``."""
    length = session.length_frames
    sums = {track.name: np.zeros((length, 2)) for track in session.tracks}
    for track in _in_order(session):
        if track.kind == "track":
            sound = np.zeros((length, 2))
            files: dict[str, Sound] = {}
            for clip in track.clips:
                if clip.file not in files:
                    files[clip.file] = _read(session.file(clip.file), session.rate_hz)
                _add_clip(sound, clip, files[clip.file])
        else:
            sound = sums[track.name]
        if track.flip_polarity:
            sound = -sound
        for device in track.devices:
            if device.enabled:
                assert plays is not None, f"nobody plays {device.name}"
                sound = plays(device, sound)
        if track.muted:
            sound = np.zeros((length, 2))
        panned = sound * _sides(track, length)
        faded = panned * _gain(track.fader_curve_db, track.fader_db, length)[:, None]
        for send in track.sends:
            level = _gain(send.curve_db, send.level_db, length)[:, None]
            sums[send.to] += (panned if send.pre_fader else faded) * level
        if track.kind == "master":
            return faded
        sums[track.output] += faded
    raise AssertionError("no master")


def _in_order(session: DawSession) -> list[DawTrack]:
    """Return the tracks, each after all that play into it."""
    out: list[DawTrack] = []
    left = list(session.tracks)
    while left:
        waiting = {track.output for track in left if track.kind != "master"}
        waiting |= {send.to for track in left for send in track.sends}
        ready = [track for track in left if track.name not in waiting]
        assert ready, "the wires run in a circle"
        out += ready
        left = [track for track in left if track not in ready]
    return out


def _read(file: DawFile, rate_hz: int) -> Sound:
    sound, own_rate_hz = soundfile.read(file.path, dtype="float64", always_2d=True)
    assert own_rate_hz == rate_hz, "resample it first"
    return np.repeat(sound, 2, axis=1) if sound.shape[1] == 1 else sound


def _add_clip(sum_: Sound, clip: DawClip, file: Sound) -> None:
    at = np.arange(clip.length_frames)
    source = clip.start_frames + at
    place = clip.at_frames + at
    there = (source >= 0) & (source < len(file)) & (place >= 0) & (place < len(sum_))
    gain = np.full(at.size, _amplitude(np.array(clip.gain_db)))
    if clip.envelope_db:
        gain = gain * _gain(clip.envelope_db, 0.0, at.size)
    gain *= _fade(clip.fade_in, at.size)
    gain *= _fade(clip.fade_out, at.size)[::-1]
    if clip.flip_polarity:
        gain = -gain
    if not clip.muted:
        sum_[place[there]] += file[source[there]] * gain[there, None]


def _fade(fade: Fade, length: int) -> Sound:
    out = np.ones(length)
    n = fade.length_frames
    if n > 1:
        way = np.arange(n) / (n - 1)
        ramp = way if fade.shape == "linear" else np.sin(0.5 * np.pi * way)
        out[:n] = ramp[:length]
    return out


def _gain(points: Sequence[tuple[int, float]], steady_db: float, length: int) -> Sound:
    if not points:
        return np.full(length, _amplitude(np.array(steady_db)))
    frames, values = zip(*points, strict=True)
    return _amplitude(np.interp(np.arange(length), frames, values))


def _amplitude(level_db: Sound) -> Sound:
    return np.where(level_db <= -100.0, 0.0, 10.0 ** (level_db / 20.0))


def _sides(track: DawTrack, length: int) -> Sound:
    percent = np.full(length, track.pan_percent)
    if track.pan_curve_percent:
        percent = np.interp(np.arange(length), *zip(*track.pan_curve_percent, strict=True))
    part = percent / 100.0
    if track.law == "sine":
        turn = (1.0 + part) * np.pi / 4.0
        return np.stack([np.cos(turn), np.sin(turn)], axis=1)
    left = np.where(part > 0.0, np.cos(np.abs(part) * np.pi / 2.0), 1.0)
    right = np.where(part < 0.0, np.cos(np.abs(part) * np.pi / 2.0), 1.0)
    return np.stack([left, right], axis=1)
