"""A singer: words on notes, by formants, with glides, vibrato, breath and consonants.

The vowel falls on the beat, the consonants before it, as singers place them (Sundberg,
The Science of the Singing Voice, 1987). A syllable is ``(start_s, length_s, MIDI pitch,
velocity, sounds)``; a line is what is sung on one breath.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.signal.instruments.filters import RATE_HZ, Row, band, bell, empty, hz, put
from tonmeister.signal.instruments.kernels import throat
from tonmeister.signal.instruments.phones import PHONES, Phone

Sung = tuple[float, float, float, float, tuple[str, ...]]

HOP = 48  # a control step is a millisecond
STEP_S = HOP / RATE_HZ
SLIDE_S = 0.06
HEARD = 0.05  # a share of the loudest voicing below which nothing is voiced
BEFORE_S, AFTER_S = 0.75, 0.35  # room around a line for its breath and its last consonant


@dataclass(frozen=True, slots=True)
class Singer:
    """Who sings: the length of the throat, the habits, the seed of the small imperfections."""

    throat_ratio: float = 1.0  # above 1 a shorter throat
    vibrato_cents: float = 32.0
    vibrato_hz: float = 5.4
    glide_s: float = 0.035
    tuning_cents: float = 5.0
    timing_ms: float = 7.0
    breathy: float = 0.04
    sibilance_db: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sound in its place within a line."""

    start_s: float
    end_s: float
    phone: Phone


def _lay_out(line: Sequence[Sung], starts_s: Sequence[float]) -> list[_Piece]:
    """Put the vowels on their notes and the consonants before and after them."""
    split = []
    for *_, sounds in line:
        at = next(i for i, s in enumerate(sounds) if PHONES[s].vowel)
        split.append((sounds[:at], sounds[at], sounds[at + 1 :]))
    pieces: list[_Piece] = []
    for i, (before, vowel, after) in enumerate(split):
        now_s = starts_s[i]
        lead_s = sum(PHONES[s].length_s for s in before)
        space_s = now_s - (pieces[-1].end_s if pieces else now_s - lead_s)
        if space_s < lead_s:  # only ever by rounding
            lead_s = max(space_s, 0.001)
        at_s = now_s - lead_s
        scale = lead_s / max(sum(PHONES[s].length_s for s in before), 1e-9)
        for s in before:
            pieces.append(_Piece(at_s, at_s + scale * PHONES[s].length_s, PHONES[s]))
            at_s += scale * PHONES[s].length_s
        end_s = now_s + line[i][1]
        room_s = end_s - now_s
        if i + 1 < len(line) and starts_s[i + 1] - end_s < 0.2:
            next_lead_s = sum(PHONES[s].length_s for s in split[i + 1][0])
            room_s = starts_s[i + 1] - now_s - min(next_lead_s, 0.45 * (starts_s[i + 1] - now_s))
        coda_s = min(sum(PHONES[s].length_s for s in after), 0.4 * room_s)
        scale = coda_s / max(sum(PHONES[s].length_s for s in after), 1e-9)
        at_s = now_s + room_s - coda_s
        pieces.append(_Piece(now_s, at_s, PHONES[vowel]))
        for s in after:
            pieces.append(_Piece(at_s, at_s + scale * PHONES[s].length_s, PHONES[s]))
            at_s += scale * PHONES[s].length_s
    return pieces


def _smooth(rows: NDArray[np.float64], width_s: float) -> NDArray[np.float64]:
    """Move no faster than a mouth can: a Gaussian of standard deviation ``width_s``."""
    reach = max(1, round(3 * width_s / STEP_S))
    bell_curve = np.exp(-0.5 * (np.arange(-reach, reach + 1) * STEP_S / width_s) ** 2)
    bell_curve /= bell_curve.sum()
    padded = np.pad(np.atleast_2d(rows), ((0, 0), (reach, reach)), mode="edge")
    return np.stack([np.convolve(row, bell_curve, "valid") for row in padded])


class _Mouth:
    """The movements of one line, step by step."""

    def __init__(self, steps: int) -> None:
        self.formants = np.tile(np.array([[500.0], [1500.0], [2500.0]]), steps)
        self.nasal = np.zeros((1, steps))
        self.voiced = np.zeros((1, steps))
        self.breath = np.zeros((1, steps))
        self.hiss = np.zeros((1, steps))
        self.shape = np.tile(np.array([[6000.0], [3000.0], [9500.0], [4500.0], [0.5]]), steps)

    def speak(self, piece: _Piece, origin_s: float) -> None:
        """Write one sound into the movements."""
        a = round((piece.start_s - origin_s) / STEP_S)
        b = max(a + 1, round((piece.end_s - origin_s) / STEP_S))
        phone = piece.phone
        self.formants[:, a:] = np.array(phone.formants)[:, None]
        if phone.onward:
            turn = max(a + (b - a) // 3, b - round(0.26 / STEP_S))
            blend = np.linspace(0.0, 1.0, b - turn)
            target = np.array(phone.onward)[:, None]
            self.formants[:, turn:b] += blend * (target - self.formants[:, turn:b])
            self.formants[:, b:] = target
        self.nasal[0, a:b] = phone.nasal
        if phone.hiss:
            self.shape[:, a:b] = np.array(phone.hiss_shape)[:, None]
        if phone.stop:
            burst = a + round(0.62 * (b - a))
            self.voiced[0, a:burst] = phone.voiced
            self.hiss[0, burst : burst + 9] = phone.hiss
            self.breath[0, burst + 5 : b] = phone.breath
            self.voiced[0, burst + 6 : b] = 0.4 if phone.voiced else 0.0
        else:
            self.voiced[0, a:b] = phone.voiced
            self.hiss[0, a:b] = phone.hiss
            self.breath[0, a:b] = phone.breath


def _pitch(
    line: Sequence[Sung], starts_s: Sequence[float], t: Row, who: Singer, rng: np.random.Generator
) -> Row:
    """Return the pitch in semitones: glides, a scoop into the line, vibrato on long notes."""
    pitch = np.full(t.size, line[0][2])
    for i, (_, _, midi, _, _) in enumerate(line):
        early = 0.03 if i else 9.0
        pitch[t >= starts_s[i] - early] = midi + who.tuning_cents / 100 * rng.standard_normal()
    pitch = _smooth(pitch, who.glide_s)[0]
    for i, (_, length_s, _, _, _) in enumerate(line):
        since = t - starts_s[i]
        if i == 0 or rng.random() < 0.15:
            scoop = (0.7 if i == 0 else 0.4) * np.exp(-np.clip(since, 0, None) / 0.07)
            if i:  # the note before it is left only at its very end
                scoop *= np.clip(1.0 + since / SLIDE_S, 0.0, 1.0)
            inside = (since > (-SLIDE_S if i else -0.2)) & (since < length_s)
            pitch[inside] -= scoop[inside]
        if length_s > 0.5:
            grow = np.clip((since - 0.28) / 0.35, 0, 1) * np.clip(
                (length_s + 0.1 - since) / 0.1, 0, 1
            )
            phase = 2 * np.pi * who.vibrato_hz * since + 6.28 * rng.random()
            pitch += who.vibrato_cents / 100 * grow * np.sin(phase) * (since > 0)
    unsteady = _smooth(rng.standard_normal(t.size), 0.02)[0]
    return np.asarray(pitch + 0.06 * unsteady / unsteady.std(), dtype=np.float64)


def _inhale(count: int, rng: np.random.Generator) -> Row:
    """Return the breath before a line."""
    noise = rng.standard_normal(count)
    air = band(noise, 700, 2200, 1) + 0.6 * band(noise, 3500, 8000, 1)
    t = np.linspace(0, 1, count)
    swell: Row = air * np.sin(np.pi * t**0.8) ** 1.6
    return swell


def _sing_line(
    line: Sequence[Sung], who: Singer, rng: np.random.Generator
) -> tuple[float, Row, Row]:
    """Return when one line starts, its sound, and its pitch in Hz (0 where nothing is voiced)."""
    starts_s = [s[0] + who.timing_ms / 1000 * rng.standard_normal() for s in line]
    origin_s = starts_s[0] - BEFORE_S
    pieces = _lay_out(line, starts_s)
    steps = round((pieces[-1].end_s + AFTER_S - origin_s) / STEP_S)
    t: Row = origin_s + np.arange(steps, dtype=np.float64) * STEP_S
    mouth = _Mouth(steps)
    for piece in pieces:
        mouth.speak(piece, origin_s)
    pitch_hz = hz(0.0) * 2.0 ** (_pitch(line, starts_s, t, who, rng) / 12.0)

    strength = np.full(steps, line[0][3])
    for (_, length_s, _, v, _), start_s in zip(line, starts_s, strict=True):
        strength[t >= start_s - 0.03] = v
        fading = np.clip((t - start_s) / max(length_s, 0.4), 0, 1)
        strength *= np.where(t >= start_s, 1.0 - 0.18 * fading, 1.0)
    strength = _smooth(strength, 0.03)[0]
    last_s = pieces[-1].end_s
    strength *= np.clip((last_s + 0.02 - t) / 0.16, 0, 1) ** 0.5
    shimmer = _smooth(rng.standard_normal(steps), 0.01)[0]
    strength *= 1.0 + 0.03 * shimmer / shimmer.std()

    nasal = _smooth(mouth.nasal, 0.010)[0]
    voiced = _smooth(mouth.voiced, 0.009)[0] * strength
    breath = _smooth(mouth.breath, 0.008)[0] * strength + who.breathy * voiced
    hiss = (
        _smooth(mouth.hiss, 0.004)[0]
        * 1.25
        * (0.4 + 0.6 * strength)
        * 10 ** (who.sibilance_db / 20)
    )
    low = _smooth(mouth.formants, 0.017) * who.throat_ratio
    low[0] = np.maximum(low[0], 1.08 * pitch_hz)  # singers open the jaw before the pitch passes F1
    upper = np.array([3250.0, 3800.0, *np.arange(4900.0, 20000.0, 1030.0)])
    formants = np.vstack([low, np.tile(upper[:, None] * who.throat_ratio, steps)])
    widths = np.concatenate([[85.0, 110.0, 180.0], 120.0 + 0.05 * upper])
    bandwidths = np.tile(widths[:, None], steps)
    bandwidths[0] += 90 * nasal + 60 * breath
    bandwidths[1] += 260 * nasal
    bandwidths[2] += 260 * nasal
    shape = _smooth(mouth.shape, 0.006)
    sound = throat(
        pitch_hz,
        voiced,
        breath,
        hiss,
        np.clip(0.38 - 0.35 * strength, 0.02, 0.9),
        np.ascontiguousarray(formants),
        np.ascontiguousarray(bandwidths),
        np.ascontiguousarray(shape[[0, 2]]),
        np.ascontiguousarray(shape[[1, 3]]),
        np.ascontiguousarray(np.vstack([np.ones(steps), shape[4]])),
        rng.standard_normal(steps * HOP),
        HOP,
        float(RATE_HZ),
    )
    first_s = pieces[0].start_s - origin_s
    inhale = _inhale(round(0.38 * RATE_HZ), rng)
    put(sound, inhale, max(0.0, first_s - 0.42), 0.03)
    return origin_s, sound, np.where(voiced > HEARD * voiced.max(), pitch_hz, 0.0)


def sing(
    lines: Sequence[Sequence[Sung]], length_s: float, who: Singer, line_db: Sequence[float] = ()
) -> Row:
    """Sing the lines into a microphone at a hand's distance; ``line_db`` sets each line's level."""
    return sing_with_pitch(lines, length_s, who, line_db)[0]


def sing_with_pitch(
    lines: Sequence[Sequence[Sung]], length_s: float, who: Singer, line_db: Sequence[float] = ()
) -> tuple[Row, Row]:
    """Sing the lines; return the sound and its true pitch in Hz, a step a millisecond.

    The pitch is 0 where the voice rests or a consonant is voiceless.
    """
    rng = np.random.default_rng(who.seed)
    out = empty(length_s)
    curve_hz: Row = np.zeros(round(length_s / STEP_S))
    for i, line in enumerate(lines):
        start_s, sound, pitch_hz = _sing_line(line, who, rng)
        put(out, sound, start_s, 10 ** ((line_db[i] if line_db else 0.0) / 20))
        at = round(start_s / STEP_S)
        first, last = max(0, -at), min(pitch_hz.size, curve_hz.size - at)
        if last > first:
            part = curve_hz[at + first : at + last]
            part[:] = np.where(pitch_hz[first:last] > 0.0, pitch_hz[first:last], part)
    near = bell(band(out, 75, 17000, 2), 220, 1.5, 0.8)
    near = bell(bell(near, 3100, -3.0, 0.9), 9000, 6.0, 0.5)  # a bright condenser microphone
    return near, curve_hz
