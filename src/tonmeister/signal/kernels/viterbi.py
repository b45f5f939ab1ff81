"""The best path through a hidden Markov model."""

from __future__ import annotations

import numpy as np

from tonmeister.signal.kernels import kernel


@kernel
def best_path(seen, moves):  # type: ignore[no-untyped-def]
    """Return the likeliest states [T] for log likelihoods ``seen`` [T, S], ``moves`` [S, S].

    Viterbi, IEEE Trans. Information Theory 13 (1967). Equal at the start.
    """
    count, states = seen.shape
    came = np.zeros((count, states), np.int32)
    best = seen[0].copy()
    now = np.empty(states)
    for t in range(1, count):
        for s in range(states):
            top, of = -np.inf, 0
            for r in range(states):
                value = best[r] + moves[r, s]
                if value > top:
                    top, of = value, r
            now[s] = top + seen[t, s]
            came[t, s] = of
        best[:] = now
    path = np.empty(count, np.int64)
    path[count - 1] = np.argmax(best)
    for t in range(count - 1, 0, -1):
        path[t - 1] = came[t, path[t]]
    return path
