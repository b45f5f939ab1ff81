"""Reading recorded notes at other speeds, and shaping them: what a sampler does to each frame."""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import TINY, kernel


@kernel
def read_pitched(sound, position, steps, hop, loop_from, loop_to, rows, slopes, begin, stop, out):  # type: ignore[no-untyped-def]
    """Read a recording at a moving speed from ``position`` (frames), by a windowed sinc.

    ``sound`` [c, n] with room around it; ``steps`` [k]: frames of it a frame out, one every
    ``hop`` frames, evenly in between; the loop goes from ``loop_to`` back to ``loop_from`` (none:
    ``loop_to`` 0). ``rows``, ``slopes`` [phases, taps]: the sinc between two frames and how it
    changes to the next phase; taps are a multiple of 4. Writes ``out`` [c, m] from frame ``begin``
    to ``stop`` (or the end of the sound); returns where it stopped, and the position there.
    """
    channels, n = sound.shape
    phases, taps = rows.shape
    half = taps // 2
    row = np.empty(taps)
    at = position
    i = begin
    while i < stop:
        whole = int(at)
        first = whole - half + 1
        if first + taps > n:
            break
        spot = (at - whole) * phases
        p = int(spot)
        share = spot - p
        for j in range(taps):
            row[j] = rows[p, j] + share * slopes[p, j]
        for c in range(channels):
            a, b, d, e = 0.0, 0.0, 0.0, 0.0
            for j in range(0, taps, 4):
                a += row[j] * sound[c, first + j]
                b += row[j + 1] * sound[c, first + j + 1]
                d += row[j + 2] * sound[c, first + j + 2]
                e += row[j + 3] * sound[c, first + j + 3]
            out[c, i] = (a + b) + (d + e)
        k = i // hop
        along = (i - k * hop) / hop
        at += steps[k] + along * (steps[k + 1] - steps[k])
        i += 1
        if loop_to > 0:
            while at >= loop_to:
                at -= loop_to - loop_from
    return i, at


@kernel
def filter_sound(sound, filters, mix, hop):  # type: ignore[no-untyped-def]
    """Filter a recording [c, n] in its place with a moving state-variable filter.

    ``filters`` [2, k]: tan(pi f / rate) and damping every ``hop`` frames; ``mix`` [4]: how much is
    heard of input, band and low, and 1 if it is of one pole only (Zavalishin, The Art of VA Filter
    Design, 2012). Coefficients move evenly between two points.
    """
    channels, count = sound.shape
    one_pole = mix[3] > 0.0
    for c in range(channels):
        one, two = 0.0, 0.0
        g, damp = filters[0, 0], filters[1, 0]
        c1 = 1.0 / (1.0 + g * (g + damp))
        c2 = g * c1
        c3 = g * c2
        k = 0
        begin = 0
        while begin < count:
            frames = min(hop, count - begin)
            k += 1
            g, damp = filters[0, k], filters[1, k]
            b1 = 1.0 / (1.0 + g * (g + damp))
            b2 = g * b1
            s1, s2, s3 = (b1 - c1) / hop, (b2 - c2) / hop, (g * b2 - c3) / hop
            for i in range(begin, begin + frames):
                x = sound[c, i]
                if one_pole:
                    v1 = (x - one) * g / (1.0 + g)
                    low = v1 + one
                    one = low + v1
                    sound[c, i] = mix[0] * x + mix[2] * low
                else:
                    v3 = x - two
                    v1 = c1 * one + c2 * v3
                    v2 = two + c2 * one + c3 * v3
                    one = 2.0 * v1 - one
                    two = 2.0 * v2 - two
                    sound[c, i] = mix[0] * x + mix[1] * v1 + mix[2] * v2
                    c1 += s1
                    c2 += s2
                    c3 += s3
            c1 = b1
            c2 = b2
            c3 = g * b2
            if abs(one) + abs(two) < TINY:
                one, two = 0.0, 0.0
            begin += frames


@kernel
def add_voice(sound, length, start, left, right, times, levels, hop, moves, out):  # type: ignore[no-untyped-def]
    """Shape one voice and add it to ``out`` [2, n] from frame ``start``.

    ``sound`` [c, >= length]. ``times``: frames of delay, attack, hold, until the release, until the
    choke (-1: none), of the choke's fade, of the fade before the sound's end. ``levels``: decay
    factor a frame, sustain, release factor a frame, the level below which it is over.
    ``moves`` [k] a gain every ``hop`` frames.
    """
    channels = sound.shape[0]
    delay, attack, hold, release = times[0], times[1], times[2], times[3]
    choke, choke_fade, end_fade = times[4], times[5], times[6]
    fall, sustain, let_go, over = levels[0], levels[1], levels[2], levels[3]
    gains = np.empty(hop)
    level = 0.0
    count = min(length, out.shape[1] - start)
    begin = 0
    ended = False
    while begin < count and not ended:
        k = begin // hop
        frames = min(hop, count - begin)
        gain = moves[k]
        step = (moves[k + 1] - gain) / hop
        for j in range(frames):
            i = begin + j
            if i >= release:
                level *= let_go
                ended = level < over
            elif i < delay:
                level = 0.0
            elif i < delay + attack:
                level = (i - delay + 1.0) / attack
            elif i <= delay + attack + hold:
                level = 1.0
            elif level > sustain:
                level = max(level * fall, sustain)
                ended = level < over
            now = level * (gain + j * step)
            if choke >= 0 and i >= choke:
                ended = ended or i >= choke + choke_fade
                now *= 1.0 - (i - choke) / choke_fade
            if length - i < end_fade:
                now *= (length - i) / end_fade
            if ended:
                frames = j
                break
            gains[j] = now
        last = channels - 1
        at = start + begin
        for j in range(frames):
            out[0, at + j] += left * gains[j] * sound[0, begin + j]
            out[1, at + j] += right * gains[j] * sound[last, begin + j]
        begin += frames
