"""Clicks in one recording: single ones, and those that come so dense that they hide each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.sound_clicks import FAINTEST, clicks
from tonmeister.listening.sound_file import FileSound, walk
from tonmeister.signal import Audio, Samples
from tonmeister.signal.restore.clicks import Frames, extent, gaps, mended

Real = NDArray[np.float64]

ROUNDS, AGAIN_RATE_HZ = 3, 0.3
"""Where there are more than this, they hide each other: it is heard again without them."""

LONGEST_S = 0.003
STANDS_OUT, PART_PERCENT = 5.0, 92.0
"""A dense click stands so far over what is reached by all but 8 % of the 60 ms around it."""

DENSE, DENSE_S, FAR_OUT = 4, 1.0, 10.0
"""It takes four within a second before and after, or one that stands out twice as far: a single
one may be a pick or a tongue."""

NEAR_S, WIDE_S = 0.0015, 0.03
PULSE_S, ALIKE = 0.025, 0.3
"""What has an equal at the same distance on both sides is a pulse of a voice, reed or motor."""

LOUD_AFTER, AFTER_S = 1.8, 0.012
DROP = 6.0
"""Filling it in must lower what jumps there by so much, or it was no click."""


@dataclass(frozen=True, slots=True)
class Click:
    """One click in one channel: its frames, how high it jumps (linear)."""

    channel: int
    frames: Frames
    level: float


def clicks_in(sound: Samples, walked: FileSound) -> tuple[Click, ...]:
    """Return the clicks of a recording ``sound`` [channels, n] to the sample, in order.

    Where there are some, it is heard again without them, as loud ones hide others.
    """
    rate_hz = walked.rate_hz
    found: list[Click] = []
    now = sound
    for _ in range(ROUNDS):
        more = [c for ch, row in enumerate(now) for c in _of_channel(row, ch, walked)]
        found += more
        if len(more) < max(3.0, AGAIN_RATE_HZ * walked.length_s):
            break
        spans = [[c.frames for c in more if c.channel == ch] for ch in range(len(now))]
        now = np.stack([mended(r, rate_hz, s) for r, s in zip(now, spans, strict=True)])
        walked = walk(Audio(now, rate_hz))
    return tuple(sorted(found, key=lambda c: (c.frames, c.channel)))


def _of_channel(row: Real, channel: int, walked: FileSound) -> Iterator[Click]:
    rate_hz, step_s = walked.rate_hz, walked.fine_frames / walked.rate_hz
    jump, peak = walked.jump[channel], walked.peak[channel]
    holes = gaps(row, rate_hz)
    yield from (Click(channel, f, float(np.abs(row[[f[0] - 1, f[1]]]).max())) for f in holes)
    at = {round(c.at_s / step_s) for c in clicks(walked)}
    at |= set(_dense(jump, peak, step_s).tolist())
    done = -1
    for step in sorted(at):
        middle = int((step + 0.5) * walked.fine_frames)
        if middle < done or any(b <= middle < e for b, e in holes):
            continue
        click = _click(row, rate_hz, middle, channel)
        if click is not None:
            yield click
            done = click.frames[1]


def _click(row: Real, rate_hz: int, middle: int, channel: int) -> Click | None:
    frames = extent(row, rate_hz, middle)
    if frames is None or frames[1] - frames[0] > LONGEST_S * rate_hz:
        return None
    around = slice(max(0, frames[0] - 2048), frames[1] + 2048)
    inside = (frames[0] - around.start, frames[1] - around.start)
    piece = row[around]
    calm = mended(piece, rate_hz, [inside])
    was, now = (float(np.abs(np.diff(x[inside[0] - 2 : inside[1] + 2], 2)).max())
                for x in (piece, calm))  # fmt: skip
    if was < DROP * now:
        return None
    return Click(channel, frames, float(np.abs(piece - calm).max()))


def _dense(jump: Real, peak: Real, step_s: float) -> NDArray[np.intp]:
    """Return the fine steps that jump far over most of what is around them, alone or in a row."""
    near, wide = max(1, round(NEAR_S / step_s)), round(WIDE_S / step_s)
    if jump.size < 2 * wide:
        return np.zeros(0, np.intp)
    likely = np.flatnonzero(jump > FAINTEST)
    likely = likely[(likely > wide) & (likely < jump.size - wide - 1)]
    top = np.lib.stride_tricks.sliding_window_view(jump, 2 * near + 1)[likely - near].max(axis=1)
    likely = likely[jump[likely] >= top]
    views = np.lib.stride_tricks.sliding_window_view(jump, 2 * wide + 1)
    good, alone = [], []
    for step in likely:
        usual = float(np.percentile(views[step - wide], PART_PERCENT))
        if jump[step] < STANDS_OUT * max(usual, 1e-5):
            continue
        if _is_pulse(jump, int(step), near, round(PULSE_S / step_s)):
            continue
        after = round(AFTER_S / step_s)
        before = peak[step - after : step - near + 1]
        later = peak[step + near : step + after]
        if float(np.sqrt(np.mean(later**2))) > LOUD_AFTER * float(np.sqrt(np.mean(before**2))) + (
            0.1 * float(jump[step])
        ):
            continue
        good.append(step)
        alone.append(jump[step] > FAR_OUT * max(usual, 1e-5))
    at = np.array(good, np.intp)
    around = np.searchsorted(at, at + DENSE_S / step_s) - np.searchsorted(at, at - DENSE_S / step_s)
    return at[(around >= DENSE) | np.array(alone, np.bool_)]


def _is_pulse(jump: Real, step: int, near: int, far: int) -> bool:
    """Whether it has equals at the same distance before and after."""
    slack = max(1, near // 3)
    before = jump[max(0, step - far - slack) : step - near + 1][::-1]
    later = jump[step + near : step + far + slack + 1]
    size = min(before.size, later.size) - 2 * slack
    if size <= 0:
        return False
    one = np.lib.stride_tricks.sliding_window_view(before, 2 * slack + 1)[:size].max(axis=1)
    other = np.lib.stride_tricks.sliding_window_view(later, 2 * slack + 1)[:size].max(axis=1)
    return bool(np.minimum(one, other).max() > ALIKE * jump[step])
