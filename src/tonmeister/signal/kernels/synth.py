"""The loops of the synthesisers: wavetable voices through a filter, and sine operators.

A voice is controlled in steps of ``STEP_FRAMES``; between them everything moves evenly. All that
needs a sine or an exponential is reckoned outside, once a step.
"""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import TINY, kernel

STEP_FRAMES = 32
OPEN, LOW, BAND, HIGH, LADDER = 0, 1, 2, 3, 4
"""What the filter lets through; ``LADDER`` is a low-pass of four poles."""


@kernel
def wave_voice(  # type: ignore[no-untyped-def]
    out, start, tables, row, phase, ratio, left, right, noise, noise_level, turn, level, cut,
    damping, kind, wide,
):  # fmt: skip
    """Add one voice to ``out`` [2, n] from frame ``start``: waves, filter, level.

    ``tables`` [waves, size + 1] hold one turn of a wave each, the first value again at the end.
    Lane by lane: ``row`` of its table, ``phase`` 0..1, ``ratio`` to the voice's pitch, gains
    ``left`` and ``right``. Step by step: ``turn`` turns a frame, ``level`` [2], ``cut`` =
    tan(pi f / rate). ``damping``: 1 / Q of the state-variable filter (A. Simper, Cytomic, 2013),
    or the ladder's feedback, 0 to 4 (V. Zavalishin, The Art of VA Filter Design, 2012). ``noise``
    [n] or empty. Not ``wide``: both channels hear the left one.
    """
    size = tables.shape[1] - 1
    lanes, hop = row.size, STEP_FRAMES
    gone = np.zeros(hop + 1)
    mix = np.zeros((2, hop))
    state = np.zeros((2, 4))
    channels = 2 if wide else 1
    for s in range(turn.size - 1):
        first = start + s * hop
        count = min(hop, out.shape[1] - first)
        if count <= 0:
            break
        step, bend = turn[s], (turn[s + 1] - turn[s]) / hop
        for i in range(hop):
            gone[i + 1] = gone[i] + step + bend * i
        for c in range(channels):
            for i in range(hop):
                mix[c, i] = noise_level * noise[s * hop + i] if noise.size else 0.0
        for lane in range(lanes):
            table = tables[row[lane]]
            p, r, gl, gr = phase[lane], ratio[lane], left[lane], right[lane]
            if wide:
                for i in range(count):
                    x = p + r * gone[i]
                    x = (x - int(x)) * size
                    k = int(x)
                    value = table[k] + (x - k) * (table[k + 1] - table[k])
                    mix[0, i] += gl * value
                    mix[1, i] += gr * value
            else:
                for i in range(count):
                    x = p + r * gone[i]
                    x = (x - int(x)) * size
                    k = int(x)
                    mix[0, i] += gl * (table[k] + (x - k) * (table[k + 1] - table[k]))
            p += r * gone[hop]
            phase[lane] = p - int(p)
        if kind != OPEN:
            g, g_more = cut[s], (cut[s + 1] - cut[s]) / hop
            for c in range(channels):
                one, two, three, four = state[c]
                if kind == LADDER:
                    for i in range(count):
                        h = g + g_more * i
                        h = h / (1.0 + h)
                        still = 1.0 - h
                        h2 = h * h
                        held = still * (h2 * h * one + h2 * two + h * three + four)
                        last = (h2 * h2 * mix[c, i] + held) / (1.0 + damping * h2 * h2)
                        x = mix[c, i] - damping * last
                        v = (x - one) * h
                        x = v + one
                        one = x + v
                        v = (x - two) * h
                        x = v + two
                        two = x + v
                        v = (x - three) * h
                        x = v + three
                        three = x + v
                        v = (x - four) * h
                        x = v + four
                        four = x + v
                        mix[c, i] = x
                else:
                    for i in range(count):
                        h = g + g_more * i
                        a = 1.0 / (1.0 + h * (h + damping))
                        v3 = mix[c, i] - two
                        v1 = a * (one + h * v3)
                        v2 = two + h * v1
                        one, two = 2.0 * v1 - one, 2.0 * v2 - two
                        if kind == LOW:
                            mix[c, i] = v2
                        elif kind == BAND:
                            mix[c, i] = damping * v1
                        else:
                            mix[c, i] = mix[c, i] - damping * v1 - v2
                if abs(one) + abs(two) < TINY:
                    one = two = three = four = 0.0
                state[c, 0], state[c, 1], state[c, 2], state[c, 3] = one, two, three, four
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
    size, hop = sine.size - 1, STEP_FRAMES
    for s in range(turn.size - 1):
        first = start + s * hop
        count = min(hop, out.size - first)
        if count <= 0:
            break
        step, bend = turn[s], (turn[s + 1] - turn[s]) / hop
        for pair in range(ratios.shape[0]):
            m, c = phases[pair, 0], phases[pair, 1]
            by, more = index[pair, s], (index[pair, s + 1] - index[pair, s]) / hop
            a, rise = level[pair, s], (level[pair, s + 1] - level[pair, s]) / hop
            rm, rc = ratios[pair, 0], ratios[pair, 1]
            gone = 0.0
            for i in range(count):
                x = m + rm * gone
                x = (x - int(x)) * size
                k = int(x)
                swing = sine[k] + (x - k) * (sine[k + 1] - sine[k])
                x = c + rc * gone + (by + more * i) * swing + 64.0
                x = (x - int(x)) * size
                k = int(x)
                out[first + i] += (a + rise * i) * (sine[k] + (x - k) * (sine[k + 1] - sine[k]))
                gone += step + bend * i
            for i in range(count, hop):
                gone += step + bend * i
            m, c = m + rm * gone, c + rc * gone
            phases[pair, 0], phases[pair, 1] = m - int(m), c - int(c)
