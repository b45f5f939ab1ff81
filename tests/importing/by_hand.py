"""A session of a workstation played with NumPy alone: what an imported one must sound like.

Written after ``model/daw.py`` and nothing else: it shares no code with the console.
"""

from __future__ import annotations

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tonmeister.model import DawClip, DawSession, DawTrack, Fade

Stereo = NDArray[np.float64]


def gain(level_db: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return levels as amplitudes; -100 dB is off."""
    level = np.asarray(level_db, float)
    return np.where(level <= -100.0, 0.0, 10.0 ** (np.maximum(level, -100.0) / 20.0))


def played(session: DawSession, frames: int) -> Stereo:
    """Return the session's mix, ``[2, frames]``. Devices are left out."""
    ins: dict[str, Stereo] = {t.name: np.zeros((2, frames)) for t in session.tracks}
    for track in session.tracks:
        ins[track.name] += _clips(track, session, frames)
    order = _order(session)
    for name in order:
        track = session.track(name)
        sound = -ins[name] if track.flip_polarity else ins[name]
        if track.kind == "master":
            return sound * _fader(track, frames) * _sides(track, frames)
        if track.muted:
            continue
        panned = sound * _sides(track, frames)
        faded = panned * _fader(track, frames)
        if track.output:
            ins[track.output] += faded
        for send in track.sends:
            level = _curve(send.curve_db, send.level_db, frames)
            ins[send.to] += (panned if send.pre_fader else faded) * gain(level)
    raise AssertionError("no master")


def _order(session: DawSession) -> list[str]:
    """Return the tracks so that each comes after all that plays into it."""
    into: dict[str, set[str]] = {t.name: set() for t in session.tracks}
    for track in session.tracks:
        for to in (track.output, *(send.to for send in track.sends)):
            if to and track.kind != "master":
                into[to].add(track.name)
    order: list[str] = []
    while len(order) < len(into):
        order += [n for n in into if n not in order and into[n] <= set(order)][:1]
    return order


def _clips(track: DawTrack, session: DawSession, frames: int) -> Stereo:
    out = np.zeros((2, frames))
    for clip in track.clips:
        if not clip.muted:
            _add(out, clip, _sound(clip, session))
    if track.channels == 1:
        out[:] = out.mean(axis=0)
    return out


def _sound(clip: DawClip, session: DawSession) -> Stereo:
    file = session.file(clip.file)
    whole, rate_hz = sf.read(file.path, always_2d=True)
    assert rate_hz == session.rate_hz
    whole = whole.T if whole.shape[1] == 2 else np.repeat(whole.T, 2, axis=0)
    sound = np.zeros((2, clip.length_frames))
    first = max(0, -clip.start_frames)
    found = whole[:, clip.start_frames + first : clip.start_frames + clip.length_frames]
    sound[:, first : first + found.shape[1]] = found
    level = clip.gain_db + _curve(clip.envelope_db, 0.0, clip.length_frames)
    sound *= gain(level)
    sound *= _fade(clip.fade_in, clip.length_frames)
    sound *= _fade(clip.fade_out, clip.length_frames)[::-1]
    return -sound if clip.flip_polarity else sound


def _add(out: Stereo, clip: DawClip, sound: Stereo) -> None:
    first, last = max(0, clip.at_frames), min(out.shape[1], clip.end_frames)
    if last > first:
        out[:, first:last] += sound[:, first - clip.at_frames : last - clip.at_frames]


def _fade(fade: Fade, frames: int) -> NDArray[np.float64]:
    out = np.ones(frames)
    n = min(fade.length_frames, frames)
    if fade.length_frames > 1:
        way = np.linspace(0.0, 1.0, fade.length_frames)[:n]
        out[:n] = np.sin(way * np.pi / 2) if fade.shape == "equal_power" else way
    return out


def _fader(track: DawTrack, frames: int) -> NDArray[np.float64]:
    return gain(_curve(track.fader_curve_db, track.fader_db, frames))


def _sides(track: DawTrack, frames: int) -> Stereo:
    p = _curve(track.pan_curve_percent, track.pan_percent, frames) / 100.0
    if track.law == "sine":
        way = (1.0 + p) / 2.0 * np.pi / 2.0
        return np.stack([np.cos(way), np.sin(way)])
    left = np.where(p <= 0.0, 1.0, np.cos(p * np.pi / 2.0))
    right = np.where(p >= 0.0, 1.0, np.cos(p * np.pi / 2.0))
    return np.stack([left, right])


def _curve(points: tuple[tuple[int, float], ...], still: float, frames: int) -> Stereo:
    """Return a value for each frame; of two breakpoints on one frame the later counts from it."""
    if not points:
        return np.full(frames, still)
    at = np.array([p[0] for p in points], float)
    values = np.array([p[1] for p in points], float)
    steps = np.diff(at, prepend=-1.0) == 0
    at = np.where(np.append(steps[1:], False), at - 1e-6, at)
    return np.interp(np.arange(frames), at, values)


def db(value: float) -> float:
    """Return an amplitude in dB."""
    return float(20.0 * np.log10(max(value, 1e-20)))
