"""The loops of the synthesisers: wavetable voices through a filter, and sine operators.

A voice is controlled in steps of ``STEP_FRAMES``; between them everything moves evenly. All that
needs a sine or an exponential is reckoned outside, once a step.
"""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import TINY, kernel, part

STEP_FRAMES = 32
BITS = 48
TURN, LAST = float(1 << BITS), (1 << BITS) - 1
"""A turn of a wave is counted in whole numbers, so that no rounding gathers over a long note."""
UNHEARD = 1e-5
"""A phase that swings by less than this part of a turn stands still."""
OPEN, LOW, BAND, HIGH, LADDER = 0, 1, 2, 3, 4
"""What the filter lets through; ``LADDER`` is a low-pass of four poles."""


@part("void(f8[:,::1],f8[:,::1],f8,f8,f8,i8,i8)")
def _filter(mix, state, cut, more, damping, kind, count):  # type: ignore[no-untyped-def]
    """Filter both channels of a step side by side, in place; ``state`` [2, 4]."""
    a1, a2, a3, a4 = state[0]
    b1, b2, b3, b4 = state[1]
    left, right = mix[0], mix[1]
    if kind == LADDER:
        g, end = cut / (1.0 + cut), cut + more * STEP_FRAMES
        further = (end / (1.0 + end) - g) / STEP_FRAMES
        back = damping / (1.0 + damping * g * g * g * g)
        end = g + further * STEP_FRAMES
        turned = (damping / (1.0 + damping * end * end * end * end) - back) / STEP_FRAMES
        for i in range(count):
            h, k = g + further * i, back + turned * i
            still, h2 = 1.0 - h, h * h
            h3, h4 = h2 * h, h2 * h2
            t1, t2, t3, t4 = still * a1, still * a2, still * a3, still * a4
            u1, u2, u3, u4 = still * b1, still * b2, still * b3, still * b4
            s4 = (h3 * t1 + h2 * t2) + (h * t3 + t4)
            r4 = (h3 * u1 + h2 * u2) + (h * u3 + u4)
            x = left[i] * (1.0 - k * h4) - k * s4
            y = right[i] * (1.0 - k * h4) - k * r4
            last, other = h4 * x + s4, h4 * y + r4
            a1, b1 = 2.0 * (h * x + t1) - a1, 2.0 * (h * y + u1) - b1
            a2, b2 = 2.0 * (h2 * x + (h * t1 + t2)) - a2, 2.0 * (h2 * y + (h * u1 + u2)) - b2
            a3 = 2.0 * (h3 * x + ((h2 * t1 + h * t2) + t3)) - a3
            b3 = 2.0 * (h3 * y + ((h2 * u1 + h * u2) + u3)) - b3
            a4, b4 = 2.0 * last - a4, 2.0 * other - b4
            left[i], right[i] = last, other
    else:
        through = 1.0 if kind == HIGH else 0.0
        by_band = damping if kind == BAND else (-damping if kind == HIGH else 0.0)
        by_low = 1.0 if kind == LOW else (-1.0 if kind == HIGH else 0.0)
        end = cut + more * STEP_FRAMES
        first = 1.0 / (1.0 + cut * (cut + damping))
        further = (1.0 / (1.0 + end * (end + damping)) - first) / STEP_FRAMES
        for i in range(count):
            h, a = cut + more * i, first + further * i
            x, y = left[i], right[i]
            v, w = a * (a1 + h * (x - a2)), a * (b1 + h * (y - b2))
            p, q = a2 + h * v, b2 + h * w
            a1, b1 = 2.0 * v - a1, 2.0 * w - b1
            a2, b2 = 2.0 * p - a2, 2.0 * q - b2
            left[i] = through * x + by_band * v + by_low * p
            right[i] = through * y + by_band * w + by_low * q
    if abs(a1) + abs(a2) < TINY and abs(b1) + abs(b2) < TINY:
        a1 = a2 = a3 = a4 = b1 = b2 = b3 = b4 = 0.0
    state[0, 0], state[0, 1], state[0, 2], state[0, 3] = a1, a2, a3, a4
    state[1, 0], state[1, 1], state[1, 2], state[1, 3] = b1, b2, b3, b4


@kernel
def wave_voice(  # type: ignore[no-untyped-def]
    out, start, tables, row, phase, ratio, left, right, noise, noise_level, turn, level, cut,
    damping, kind, wide,
):  # fmt: skip
    """Add one voice to ``out`` [2, n] from frame ``start``: waves, filter, level.

    ``tables`` [waves, size + 1] hold one turn of a wave each, the first value again at the end.
    Lane by lane: ``row`` of its table, ``phase`` 0..1, ``ratio`` to the voice's pitch, gains
    ``left`` and ``right``. Step by step: ``turn`` [1 or lanes] turns a frame, ``level`` [2],
    ``cut`` = tan(pi f / rate). ``damping``: 1 / Q of the state-variable filter (A. Simper, Cytomic,
    2013), or the ladder's feedback, 0 to 4 (V. Zavalishin, The Art of VA Filter Design, 2012).
    ``noise`` [n] or empty. Not ``wide``: both channels hear the left one.
    """
    hop, shift, size = STEP_FRAMES, BITS, tables.shape[1] - 1
    while size > 1:
        shift, size = shift - 1, size // 2
    between, part_of = (1 << shift) - 1, 1.0 / (1 << shift)
    mix = np.zeros((2, hop))
    state = np.zeros((2, 4))
    own = turn.shape[0] > 1
    for s in range(turn.shape[1] - 1):
        first = start + s * hop
        count = min(hop, out.shape[1] - first)
        if count <= 0:
            break
        if noise.size:
            for i in range(hop):
                mix[0, i] = noise_level * noise[s * hop + i]
                mix[1, i] = mix[0, i]
        else:
            mix[:] = 0.0
        for lane in range(row.size):
            if own or lane == 0:
                step, bend = turn[lane, s], (turn[lane, s + 1] - turn[lane, s]) / hop
            table, gl, gr = tables[row[lane]], left[lane], right[lane]
            at = np.int64(phase[lane] * TURN)
            go, more = np.int64(ratio[lane] * step * TURN), np.int64(ratio[lane] * bend * TURN)
            for i in range(hop):
                at &= LAST
                k = at >> shift
                value = table[k] + ((at & between) * part_of) * (table[k + 1] - table[k])
                mix[0, i] += gl * value
                if wide:
                    mix[1, i] += gr * value
                at += go
                go += more
            phase[lane] = (at & LAST) / TURN
        if kind != OPEN:
            _filter(mix, state, cut[s], (cut[s + 1] - cut[s]) / hop, damping, kind, count)
        for c in range(2):
            from_row = mix[c] if wide else mix[0]
            a, more = level[c, s], (level[c, s + 1] - level[c, s]) / hop
            for i in range(count):
                out[c, first + i] += (a + more * i) * from_row[i]


@kernel
def operator_voice(out, start, sine, turn, ratios, phases, index, level):  # type: ignore[no-untyped-def]
    """Add pairs of sines to ``out`` [n], in each the first swings the second's phase.

    ``ratios`` [pairs, 2] and ``phases`` [pairs, 2] of modulator and carrier; step by step
    ``turn``, ``index`` [pairs] in turns, ``level`` [pairs]. ``sine`` [size + 1] is one turn.
    J. Chowning, J. Audio Eng. Soc. 21(7), 1973.
    """
    hop, shift, size = STEP_FRAMES, BITS, sine.size - 1
    while size > 1:
        shift, size = shift - 1, size // 2
    between, part_of = (1 << shift) - 1, 1.0 / (1 << shift)
    for s in range(turn.size - 1):
        first = start + s * hop
        count = min(hop, out.size - first)
        if count <= 0:
            break
        step, bend = turn[s], (turn[s + 1] - turn[s]) / hop
        for pair in range(ratios.shape[0]):
            m, c = np.int64(phases[pair, 0] * TURN), np.int64(phases[pair, 1] * TURN)
            rm, rc = ratios[pair, 0] * TURN, ratios[pair, 1] * TURN
            go, more = np.int64(rm * step), np.int64(rm * bend)
            run, faster = np.int64(rc * step), np.int64(rc * bend)
            by, wider = TURN * index[pair, s], TURN * (index[pair, s + 1] - index[pair, s]) / hop
            a, rise = level[pair, s], (level[pair, s + 1] - level[pair, s]) / hop
            still = abs(by) + abs(wider) * hop < UNHEARD * TURN
            for i in range(hop):
                at = c
                if not still:
                    k = m >> shift
                    swing = sine[k] + ((m & between) * part_of) * (sine[k + 1] - sine[k])
                    at = (c + np.int64((by + wider * i) * swing)) & LAST
                k = at >> shift
                if i < count:
                    value = sine[k] + ((at & between) * part_of) * (sine[k + 1] - sine[k])
                    out[first + i] += (a + rise * i) * value
                m, c = (m + go) & LAST, (c + run) & LAST
                go += more
                run += faster
            phases[pair, 0], phases[pair, 1] = m / TURN, c / TURN
