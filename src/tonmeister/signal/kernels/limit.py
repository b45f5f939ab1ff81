"""The gain of a limiter that knows what is coming."""

from __future__ import annotations

from tonmeister.signal.kernels import kernel


@kernel
def limit(x, peaks, ceiling, release, late, queue, places, smooth_1, smooth_2, state, counts):  # type: ignore[no-untyped-def]
    """Hold a block under ``ceiling`` in place; the sound comes ``late.shape[1]`` frames later.

    The gain each peak asks for is held over ``counts[0]`` frames (a sliding minimum, by a queue
    that only rises), let go by ``release``, and smoothed by two moving averages, so that it has
    fully arrived when the peak does. ``state`` [3]: gain, the sums of the two averages;
    ``counts`` [7]: frames held, place in ``late``, ends of the queue, places in the averages,
    frames heard.
    """
    gain, sum_1, sum_2 = state[0], state[1], state[2]
    hold, p = int(counts[0]), int(counts[1])
    head, tail = int(counts[2]), int(counts[3])
    a, b, now = int(counts[4]), int(counts[5]), int(counts[6])
    size, n_1, n_2, delay = queue.shape[0], smooth_1.shape[0], smooth_2.shape[0], late.shape[1]
    scale = 1.0 / (n_1 * float(n_2))
    for i in range(x.shape[1]):
        want = ceiling / peaks[i] if peaks[i] > ceiling else 1.0
        while tail > head and queue[(tail - 1) % size] >= want:
            tail -= 1
        queue[tail % size], places[tail % size] = want, now
        tail += 1
        if places[head % size] <= now - hold:
            head += 1
        least = queue[head % size]
        gain = min(least, gain + release * (least - gain))
        sum_1 += gain - smooth_1[a]
        smooth_1[a] = gain
        a = a + 1 if a + 1 < n_1 else 0
        sum_2 += sum_1 - smooth_2[b]
        smooth_2[b] = sum_1
        b = b + 1 if b + 1 < n_2 else 0
        left, right = late[0, p], late[1, p]
        late[0, p], late[1, p] = x[0, i], x[1, i]
        p = p + 1 if p + 1 < delay else 0
        g = sum_2 * scale
        x[0, i], x[1, i] = left * g, right * g
        now += 1
    state[0], state[1], state[2] = gain, sum_1, sum_2
    counts[1], counts[2], counts[3] = p, head, tail
    counts[4], counts[5], counts[6] = a, b, now
