"""A bank of recordings as an instrument: notes in, sound out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from tonmeister.instruments.sampler.bank import Bank, Zone
from tonmeister.instruments.sampler.loops import ROOM_FRAMES, Ready, make_ready
from tonmeister.instruments.sampler.moving import (
    HOP,
    Row,
    bent,
    filter_rows,
    gains,
    keyed,
    moved_alike,
    pitch_cents,
)
from tonmeister.instruments.sampler.sinc import sinc_rows, speed_class
from tonmeister.instruments.sampler.voices import Voice, voices_of
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal import Samples
from tonmeister.signal.kernels.sampler import add_voice, filter_sound, read_pitched

OVER_RATIO = 1e-5
"""A voice 100 dB below where it began is over."""
_CHOKE_S = 0.008
_END_S = 0.002
_FASTEST = 16.0


class Sampler:
    """Plays a bank. The same notes and the same seed give the same sound.

    Voices do not run out: every note is played to its end.
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._ready: dict[tuple[object, ...], Ready] = {}

    def play(
        self,
        notes: Sequence[SoundNote],
        bends: Sequence[SoundBend],
        length_s: float,
        rate_hz: int,
        seed: int,
    ) -> Samples:
        """Play the notes into ``length_s`` of stereo, ``[2, n]``; what lies after it is cut off.

        Keys that no recording stands for stay silent. ``seed`` is for recordings left to chance.
        """
        out = np.zeros((2, max(round(length_s * rate_hz), 0)))
        alike: dict[tuple[object, ...], list[Voice]] = defaultdict(list)
        for number, voice in enumerate(voices_of(self.bank.zones, notes, seed)):
            if round(voice.start_s * rate_hz) < out.shape[1]:
                alike[_read_alike(voice, bends, number)].append(voice)
        for voices in alike.values():
            self._play_alike(voices, bends, rate_hz, out)
        return out

    def _play_alike(
        self, voices: Sequence[Voice], bends: Sequence[SoundBend], rate_hz: int, out: Samples
    ) -> None:
        """Play voices that read one recording in one way: it is read once, as far as needed."""
        zone = voices[0].zone
        ready = self._made_ready(zone)
        frames = max(_sounding_frames(v, rate_hz, out.shape[1]) for v in voices)
        pitched = _read(voices[0], ready, bends, frames, rate_hz)
        _filter(voices[0], pitched, rate_hz)
        for voice in voices:
            _shape(voice, pitched, _sounding_frames(voice, rate_hz, out.shape[1]), rate_hz, out)

    def _made_ready(self, zone: Zone) -> Ready:
        stretch = _stretch(zone)
        if stretch not in self._ready:
            self._ready[stretch] = make_ready(zone.sound.load(), zone)
        return self._ready[stretch]


def _stretch(zone: Zone) -> tuple[object, ...]:
    """Return what of a recording a zone plays."""
    return id(zone.sound), zone.start_frame, zone.end_frame, zone.loop, zone.loop_frames


def _cents(voice: Voice) -> float:
    zone = voice.zone
    return zone.key_cents * (voice.midi - zone.root_key) + zone.tune_cents


def _read_alike(voice: Voice, bends: Sequence[SoundBend], number: int) -> tuple[object, ...]:
    """Return what voices have in common that can share one reading."""
    zone = voice.zone
    end_s = voice.start_s + voice.held_s + zone.amp.release_s
    alone = zone.loop == "held" or bent(bends, voice.start_s, end_s)
    return *_stretch(zone), _cents(voice), moved_alike(voice), number if alone else -1


def _sounding_frames(voice: Voice, rate_hz: int, tape_frames: int) -> int:
    """Return how long a voice may sound: until it is let go and has died away, or is choked."""
    left = tape_frames - round(voice.start_s * rate_hz)
    last_s = voice.held_s + voice.zone.amp.release_s * 100.0 / voice.zone.amp.fall_db
    if voice.choke_s is not None:
        last_s = min(last_s, voice.choke_s - voice.start_s + _CHOKE_S)
    return int(min(left, math.ceil(min(last_s, 1e5) * rate_hz) + 1))


def _read(
    voice: Voice, ready: Ready, bends: Sequence[SoundBend], frames: int, rate_hz: int
) -> Samples:
    """Return a zone's recording at a voice's pitch, ``[c, <= frames]``."""
    points: Row = np.arange(frames // HOP + 2, dtype=np.float64) * (HOP / rate_hz)
    cents = _cents(voice) + pitch_cents(voice, bends, points)
    steps = 2.0 ** (cents / 1200.0) * ready.rate_hz / rate_hz
    steps = np.clip(steps, 1.0 / 256.0, _FASTEST)
    if ready.loop_to == 0:  # an end is known: no longer than that
        slowest = float(steps.min())
        frames = min(frames, math.ceil((ready.plain.shape[1] - ROOM_FRAMES) / slowest) + HOP)
    rows, slopes = sinc_rows(speed_class(float(steps.max())))
    out = np.zeros((ready.plain.shape[0], frames))
    held = frames
    if ready.mode == "held":
        held = min(frames, round(min(voice.held_s, 1e5) * rate_hz))
    done, position = read_pitched(
        ready.looped, float(ROOM_FRAMES), steps, HOP, ready.loop_from, ready.loop_to,
        rows, slopes, 0, held, out,
    )  # fmt: skip
    if ready.mode == "held" and held < frames:
        if position >= ready.loop_to - ROOM_FRAMES:
            position -= ready.loop_to - ready.loop_from
        done, _ = read_pitched(
            ready.plain, position, steps, HOP, 0, 0, rows, slopes, held, frames, out
        )
    return np.ascontiguousarray(out[:, :done])


def _filter(voice: Voice, pitched: Samples, rate_hz: int) -> None:
    points: Row = np.arange(pitched.shape[1] // HOP + 2, dtype=np.float64) * (HOP / rate_hz)
    filters, mix = filter_rows(voice, points, rate_hz)
    if filters.shape[1]:
        filter_sound(pitched, filters, mix, HOP)


def _shape(voice: Voice, pitched: Samples, frames: int, rate_hz: int, out: Samples) -> None:
    """Give a voice its envelope, level and place, and add it."""
    zone, amp = voice.zone, voice.zone.amp
    length = min(frames, pitched.shape[1])
    if length < 1:
        return
    points: Row = np.arange(length // HOP + 2, dtype=np.float64) * (HOP / rate_hz)
    hold_s, decay_s = keyed(amp, voice.midi)
    release = min(round(min(voice.held_s, 1e5) * rate_hz), 1 << 40)
    choke = -1 if voice.choke_s is None else round((voice.choke_s - voice.start_s) * rate_hz)
    times = np.array([
        round(amp.delay_s * rate_hz), round(amp.attack_s * rate_hz), round(hold_s * rate_hz),
        release, choke, round(_CHOKE_S * rate_hz), round(_END_S * rate_hz),
    ])  # fmt: skip
    levels = np.array([
        _factor(decay_s, amp.fall_db, rate_hz), amp.sustain_ratio,
        _factor(max(amp.release_s, 0.002), amp.fall_db, rate_hz), OVER_RATIO,
    ])  # fmt: skip
    left, right = _sides(zone.pan, pitched.shape[0])
    gain = 10.0 ** (voice.gain_db / 20.0)
    add_voice(
        pitched, length, round(voice.start_s * rate_hz), gain * left, gain * right, times, levels,
        HOP, gains(voice, points), out,
    )  # fmt: skip


def _factor(time_s: float, fall_db: float, rate_hz: int) -> float:
    frames = max(time_s * rate_hz, 1.0)
    return float(10.0 ** (-fall_db / 20.0 / frames))


def _sides(pan: float, channels: int) -> tuple[float, float]:
    """Return the gains of the two sides: equal power for one channel, a balance for two."""
    angle = (min(max(pan, -1.0), 1.0) + 1.0) * math.pi / 4.0
    both = 1.0 if channels == 1 else math.sqrt(2.0)
    return min(both * math.cos(angle), 1.0), min(both * math.sin(angle), 1.0)
