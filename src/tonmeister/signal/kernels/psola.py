"""The periods of a voice: found, and laid side by side again at other distances."""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import kernel


@kernel
def place_marks(sound, rate_hz, f0_hz, step_s, first, last, begin, slack, marks):  # type: ignore[no-untyped-def]
    """Put a mark on each period from ``begin`` on, where it is most like the one before.

    ``sound`` [n] mono; ``f0_hz`` [T] per step of ``step_s``; marks lie in frames, between
    ``first`` and ``last``; ``slack``: how far from the expected period to look (0.1 = 10 %).
    Writes ``marks`` (fractions of frames), returns how many.
    """
    n = sound.shape[0]
    marks[0] = begin
    count = 1
    while count < marks.shape[0]:
        here = marks[count - 1]
        step = min(max(int(here / rate_hz / step_s + 0.5), 0), f0_hz.shape[0] - 1)
        if f0_hz[step] <= 0.0:
            break
        period = rate_hz / f0_hz[step]
        half = int(0.5 * period) + 1
        low = max(2, int(period * (1.0 - slack)))
        high = int(period * (1.0 + slack)) + 1
        middle = int(here + 0.5)
        if here + period > last or middle - half < 0 or middle + high + half + 1 >= n:
            break
        own = 0.0
        for k in range(-half, half + 1):
            own += sound[middle + k] * sound[middle + k]
        best, before, top, after, last_value = 0, 0.0, -2.0, 0.0, -2.0
        for lag in range(low - 1, high + 2):
            both, other = 0.0, 0.0
            for k in range(-half, half + 1):
                value = sound[middle + lag + k]
                both += sound[middle + k] * value
                other += value * value
            away = (lag - period) / period
            value = both / (np.sqrt(own * other) + 1e-20) - away * away
            if value > top and low <= lag <= high:
                best, before, top, after = lag, last_value, value, -2.0
            elif lag == best + 1:
                after = value
            last_value = value
        distance = float(best)
        bend = before - 2.0 * top + after
        if bend < 0.0 and before > -2.0 and after > -2.0:
            distance += min(max(0.5 * (before - after) / bend, -0.5), 0.5)
        if top < 0.5:
            distance = period
        marks[count] = here + distance
        count += 1
    return count


@kernel
def lay_out(marks, count, ratios, places, chosen):  # type: ignore[no-untyped-def]
    """Walk from the first mark to the last in periods made shorter by ``ratios`` (one a mark).

    Writes where each period goes (``places``, frames) and which mark it is taken from
    (``chosen``: the nearest); returns how many.
    """
    here = marks[0]
    at = 0
    made = 0
    while made < places.shape[0]:
        while at < count - 2 and marks[at + 1] <= here:
            at += 1
        long = marks[at + 1] - marks[at]
        share = min(max((here - marks[at]) / long, 0.0), 1.0)
        places[made] = here
        chosen[made] = at if share < 0.5 else at + 1
        made += 1
        ratio = ratios[at] + share * (ratios[at + 1] - ratios[at])
        here += long / ratio
        if here > marks[count - 1] + 0.5 * long:
            break
    return made


@kernel
def put_grains(sound, marks, count, places, chosen, made, offset, bell, fine, out, weight):  # type: ignore[no-untyped-def]
    """Lay windowed pairs of periods at their new places; sums go to ``out`` and ``weight``.

    ``sound`` [c, n]; ``out`` [c, m] and ``weight`` [m] begin at frame ``offset``. ``bell``: half a
    window from 1 to 0; ``fine`` [phases + 1, taps]: a low-pass that reads between two frames.
    """
    channels, n = sound.shape
    phases, taps = fine.shape[0] - 1, fine.shape[1]
    half = taps // 2
    size = bell.shape[0] - 1
    for g in range(made):
        i = chosen[g]
        mark, place = marks[i], places[g]
        left = marks[i] - marks[i - 1] if i > 0 else marks[1] - marks[0]
        right = marks[i + 1] - marks[i] if i < count - 1 else marks[count - 1] - marks[count - 2]
        start = int(place - left) + 1
        stop = int(place + right) + 1
        moved = mark - place
        whole = int(moved) if moved >= 0.0 else int(moved) - 1
        phase = int((moved - whole) * phases + 0.5)
        for t in range(start, stop):
            at = t - offset
            if at < 0 or at >= weight.shape[0]:
                continue
            away = (t - place) / right if t >= place else (place - t) / left
            if away >= 1.0:
                continue
            spot = away * size
            k = int(spot)
            w = bell[k] + (spot - k) * (bell[min(k + 1, size)] - bell[k])
            weight[at] += w
            source = t + whole - half + 1
            for c in range(channels):
                value = 0.0
                if phase == 0:
                    if 0 <= t + whole < n:
                        value = sound[c, t + whole]
                elif source >= 0 and source + taps <= n:
                    for k in range(taps):
                        value += fine[phase, k] * sound[c, source + k]
                out[c, at] += w * value
