"""The loops of taking hum away: listening along it, smoothing it, laying it down again."""

from __future__ import annotations

from tonmeister.signal.kernels import kernel


@kernel
def turning(begin, rotor, bend, hop, out):  # type: ignore[no-untyped-def]
    """Write a tone of length one whose frequency moves on a line between moments.

    ``begin`` [moments] complex: where it stands at each, ``rotor`` its first step from there,
    ``bend`` what each step turns further than the last; moments lie ``hop`` frames apart.
    """
    n, last = out.shape[0], begin.shape[0] - 1
    for m in range(last + 1):
        now, step, more = begin[m], rotor[m], bend[m]
        for i in range(m * hop, n if m == last else min(n, (m + 1) * hop)):
            out[i] = now
            now = now * step
            step = step * more


@kernel
def listen_along(x, turn, window, hop, out):  # type: ignore[no-untyped-def]
    """Write how strong each harmonic of a turning tone is around each moment.

    ``x`` [n], ``turn`` [n] complex of length one (the fundamental), ``window`` [size] adds up to
    one; moments lie ``hop`` frames apart, the first at 0; ``out`` [harmonics, moments] complex.
    """
    n, size = x.shape[0], window.shape[0]
    count = out.shape[0]
    total = out[:, 0].copy()
    for m in range(out.shape[1]):
        begin = m * hop - size // 2
        for h in range(count):
            total[h] = 0.0
        weighed = 0.0
        for i in range(max(0, -begin), min(size, n - begin)):
            weighed += window[i]
            back = turn[begin + i].conjugate()
            now = back * (window[i] * x[begin + i])
            for h in range(count):
                total[h] += now
                now = now * back
        for h in range(count):
            out[h, m] = total[h] / max(weighed, 0.25)


@kernel
def smooth(z, noise, wander, out, spread, off, seen):  # type: ignore[no-untyped-def]
    """Smooth a complex value that wanders slowly and is heard through noise.

    ``z`` [n] as heard, ``noise`` [n] the power of what is heard beside it, ``wander`` the power by
    which it changes from one moment to the next. ``out`` [n]: what it most likely was, ``spread``
    [n]: how unsure that is (power); ``off`` and ``seen`` [n]: how far each moment lay off what was
    foretold, and how far that was to be expected (powers). A Kalman filter of a random walk, and
    back again (Rauch, Tung & Striebel, AIAA Journal 3(8), 1965).
    """
    n = z.shape[0]
    value, unsure = z[0] * 0.0, 0.0
    for t in range(n):
        unsure = max(unsure, noise[t])
    unsure *= 1e3
    for t in range(n):
        seen[t] = unsure + noise[t]
        miss = z[t] - value
        off[t] = miss.real * miss.real + miss.imag * miss.imag
        gain = unsure / seen[t]
        value = value + gain * miss
        unsure = (1.0 - gain) * unsure
        out[t] = value
        spread[t] = unsure
        unsure += wander
    for t in range(n - 2, -1, -1):
        foretold = spread[t] + wander
        back = spread[t] / foretold
        out[t] = out[t] + back * (out[t + 1] - out[t])
        spread[t] = spread[t] + back * back * (spread[t + 1] - foretold)


@kernel
def lay_down(begin, rotor, bend, hop, orders, strengths, out):  # type: ignore[no-untyped-def]
    """Write the tone of ``turning`` with its harmonics: ``out`` [n] real.

    ``orders`` [harmonics], rising, say which; ``strengths`` [harmonics, moments] complex, on a
    line between the moments.
    """
    n, last = out.shape[0], begin.shape[0] - 1
    count = orders.shape[0]
    value, slope = strengths[:, 0].copy(), strengths[:, 0].copy()
    for m in range(last + 1):
        now, step, more = begin[m], rotor[m], bend[m]
        after = min(m + 1, last)
        for h in range(count):
            value[h] = strengths[h, m]
            slope[h] = (strengths[h, after] - strengths[h, m]) / hop
        for i in range(m * hop, n if m == last else min(n, (m + 1) * hop)):
            total = 0.0
            power, order = now, 1
            for h in range(count):
                while order < orders[h]:
                    power = power * now
                    order += 1
                total += value[h].real * power.real - value[h].imag * power.imag
                value[h] += slope[h]
            out[i] = 2.0 * total
            now = now * step
            step = step * more
