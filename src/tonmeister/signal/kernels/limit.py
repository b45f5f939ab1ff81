"""The gain of a limiter that knows what is coming."""

from __future__ import annotations

from tonmeister.signal.kernels import kernel


@kernel
def limit(x, peaks, ceiling, pace, late, queue, places, smooth_1, smooth_2, state, counts):  # type: ignore[no-untyped-def]
    """Hold a block under ``ceiling`` in place; the sound comes ``late.shape[1]`` frames later.

    The gain each peak asks for is held over ``counts[0]`` frames (a sliding minimum, by a queue
    that only rises; its size is a power of two) and let go twice: at once and fast, and by a
    slow one that only follows where limiting lasts, and that holds on from wave to wave of a
    low note, for ``counts[1]`` frames. The lower of the two is smoothed by two moving averages,
    so that it has fully arrived when the peak does.
    ``pace`` [3]: shares of the way per frame: fast release, slow attack, slow release;
    ``state`` [5]: fast, held and slow gain, the sums of the two averages;
    ``counts`` [9]: frames held, frames held on, place in ``late``, ends of the queue, places in
    the averages, frames heard, frames left to hold on.
    """
    fast, held, slow, sum_1, sum_2 = state[0], state[1], state[2], state[3], state[4]
    let_go, give_in, recover = pace[0], pace[1], pace[2]
    hold, on, p = int(counts[0]), int(counts[1]), int(counts[2])
    head, tail = int(counts[3]), int(counts[4])
    a, b, now, left_on = int(counts[5]), int(counts[6]), int(counts[7]), int(counts[8])
    mask, n_1, n_2, delay = queue.shape[0] - 1, smooth_1.shape[0], smooth_2.shape[0], late.shape[1]
    scale = 1.0 / (n_1 * float(n_2))
    for i in range(x.shape[1]):
        want = ceiling / peaks[i] if peaks[i] > ceiling else 1.0
        while tail > head and queue[(tail - 1) & mask] >= want:
            tail -= 1
        queue[tail & mask], places[tail & mask] = want, now
        tail += 1
        if places[head & mask] <= now - hold:
            head += 1
        least = queue[head & mask]
        fast = min(least, fast + let_go * (least - fast))
        if fast <= held:
            held, left_on = fast, on
        elif left_on > 0:
            left_on -= 1
        else:
            held = fast
        slow += (give_in if held < slow else recover) * (held - slow)
        gain = min(fast, slow)
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
    state[0], state[1], state[2], state[3], state[4] = fast, held, slow, sum_1, sum_2
    counts[2], counts[3], counts[4] = p, head, tail
    counts[5], counts[6], counts[7], counts[8] = a, b, now, left_on
