"""The fine pitch of one voice, once it is known roughly."""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import kernel


@kernel
def refine(sound, rate_hz, times_s, rough_hz, span, sure, fine_hz, alike):  # type: ignore[no-untyped-def]
    """Find the period nearest to a rough one by normalised cross-correlation, at each time.

    ``sound`` [n]; ``rough_hz`` [T], 0 where there is no voice; ``span``: how far around the rough
    period to look (0.06 = 6 %); where two neighbouring periods are less alike than ``sure`` the
    rough pitch stays. Writes ``fine_hz`` [T] and ``alike`` [T] (0 to 1).
    """
    n = sound.shape[0]
    for i in range(times_s.shape[0]):
        rough = rough_hz[i]
        fine_hz[i] = rough
        alike[i] = 0.0
        if rough <= 0.0:
            continue
        lag = rate_hz / rough
        width = int(max(2.5 * lag, 0.010 * rate_hz))
        low, high = int(lag * (1.0 - span)), int(lag * (1.0 + span)) + 2
        if low < 2:
            continue
        start = int(times_s[i] * rate_hz) - (width + high) // 2
        if start < 0 or start + width + high + 1 > n:
            continue
        count = high - low + 1
        score = np.zeros(count)
        own = 0.0
        for k in range(width):
            own += sound[start + k] * sound[start + k]
        best = 0
        for j in range(count):
            both, other = 0.0, 0.0
            at = start + low + j
            for k in range(width):
                both += sound[start + k] * sound[at + k]
                other += sound[at + k] * sound[at + k]
            score[j] = both / np.sqrt(own * other + 1e-20)
            if score[j] > score[best]:
                best = j
        alike[i] = score[best]
        if score[best] < sure or best == 0 or best == count - 1:
            continue
        bend = score[best - 1] - 2.0 * score[best] + score[best + 1]
        shift = 0.5 * (score[best - 1] - score[best + 1]) / bend if bend < 0.0 else 0.0
        fine_hz[i] = rate_hz / (low + best + min(max(shift, -0.5), 0.5))
