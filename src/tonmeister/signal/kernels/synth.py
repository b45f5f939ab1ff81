"""The loops of the synthesisers: wavetable voices through a filter, and sine operators.

A voice is controlled in steps of ``STEP_FRAMES``; between them everything moves evenly. All that
needs a sine or an exponential is reckoned outside, once a step.
"""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import TINY, kernel, part

STEP_FRAMES = 32
UNHEARD = 1e-6
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
        for i in range(count):
            h = cut + more * i
            h = h / (1.0 + h)
            still, h2 = 1.0 - h, h * h
            h3, h4 = h2 * h, h2 * h2
            back = damping / (1.0 + damping * h4)
            x, y = left[i], right[i]
            x -= back * (h4 * x + still * (h3 * a1 + h2 * a2 + h * a3 + a4))
            y -= back * (h4 * y + still * (h3 * b1 + h2 * b2 + h * b3 + b4))
            v, w = (x - a1) * h, (y - b1) * h
            x, y = v + a1, w + b1
            a1, b1 = x + v, y + w
            v, w = (x - a2) * h, (y - b2) * h
            x, y = v + a2, w + b2
            a2, b2 = x + v, y + w
            v, w = (x - a3) * h, (y - b3) * h
            x, y = v + a3, w + b3
            a3, b3 = x + v, y + w
            v, w = (x - a4) * h, (y - b4) * h
            x, y = v + a4, w + b4
            a4, b4 = x + v, y + w
            left[i], right[i] = x, y
    else:
        through = 1.0 if kind == HIGH else 0.0
        by_band = damping if kind == BAND else (-damping if kind == HIGH else 0.0)
        by_low = 1.0 if kind == LOW else (-1.0 if kind == HIGH else 0.0)
        for i in range(count):
            h = cut + more * i
            a = 1.0 / (1.0 + h * (h + damping))
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
    size = float(tables.shape[1] - 1)
    hop = STEP_FRAMES
    gone = np.zeros(hop + 1)
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
                step = turn[lane, s]
                bend = (turn[lane, s + 1] - step) / hop
                for i in range(hop + 1):
                    gone[i] = i * step + 0.5 * (i * (i - 1)) * bend
            table = tables[row[lane]]
            p, r, gl, gr = phase[lane], ratio[lane], left[lane], right[lane]
            for i in range(hop):
                x = p + r * gone[i]
                x = (x - np.int32(x)) * size
                k = np.int32(x)
                value = table[k] + (x - k) * (table[k + 1] - table[k])
                mix[0, i] += gl * value
                if wide:
                    mix[1, i] += gr * value
            p += r * gone[hop]
            phase[lane] = p - int(p)
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
    size, hop = float(sine.size - 1), STEP_FRAMES
    gone = np.zeros(hop + 1)
    for s in range(turn.size - 1):
        first = start + s * hop
        count = min(hop, out.size - first)
        if count <= 0:
            break
        step, bend = turn[s], (turn[s + 1] - turn[s]) / hop
        for i in range(hop + 1):
            gone[i] = i * step + 0.5 * (i * (i - 1)) * bend
        for pair in range(ratios.shape[0]):
            m, c = phases[pair, 0], phases[pair, 1] + 64.0
            by, more = index[pair, s], (index[pair, s + 1] - index[pair, s]) / hop
            a, rise = level[pair, s], (level[pair, s + 1] - level[pair, s]) / hop
            rm, rc = ratios[pair, 0], ratios[pair, 1]
            if abs(by) + abs(more) * hop < UNHEARD:
                for i in range(count):
                    x = c + rc * gone[i]
                    x = (x - np.int32(x)) * size
                    k = np.int32(x)
                    out[first + i] += (a + rise * i) * (sine[k] + (x - k) * (sine[k + 1] - sine[k]))
            else:
                for i in range(count):
                    x = m + rm * gone[i]
                    x = (x - np.int32(x)) * size
                    k = np.int32(x)
                    swing = sine[k] + (x - k) * (sine[k + 1] - sine[k])
                    x = c + rc * gone[i] + (by + more * i) * swing
                    x = (x - np.int32(x)) * size
                    k = np.int32(x)
                    out[first + i] += (a + rise * i) * (sine[k] + (x - k) * (sine[k + 1] - sine[k]))
            m, c = m + rm * gone[hop], c + rc * gone[hop]
            phases[pair, 0], phases[pair, 1] = m - int(m), c - int(c)
