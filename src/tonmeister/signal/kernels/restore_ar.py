"""The loops of foretelling: what a wave does next, judged by what it did around."""

from __future__ import annotations

from tonmeister.signal.kernels import kernel


@kernel
def burg(x, order, forward, backward, a):  # type: ignore[no-untyped-def]
    """Write the prediction error filter ``a`` [order + 1] of ``x`` [n] (Burg's method, 1967).

    ``forward`` and ``backward`` [n] are room to work in. What is foretold falls short by
    ``sum(a[k] * x[t - k])``.
    """
    n = x.shape[0]
    for i in range(n):
        forward[i] = x[i]
        backward[i] = x[i]
    for k in range(order + 1):
        a[k] = 0.0
    a[0] = 1.0
    for k in range(1, order + 1):
        f, b = forward[k:n], backward[k - 1 : n - 1]
        up = down = 0.0
        u1 = u2 = u3 = d1 = d2 = d3 = 0.0
        m = n - k
        for j in range(m // 4):
            i = 4 * j
            up += f[i] * b[i]
            u1 += f[i + 1] * b[i + 1]
            u2 += f[i + 2] * b[i + 2]
            u3 += f[i + 3] * b[i + 3]
            down += f[i] * f[i] + b[i] * b[i]
            d1 += f[i + 1] * f[i + 1] + b[i + 1] * b[i + 1]
            d2 += f[i + 2] * f[i + 2] + b[i + 2] * b[i + 2]
            d3 += f[i + 3] * f[i + 3] + b[i + 3] * b[i + 3]
        for i in range(4 * (m // 4), m):
            up += f[i] * b[i]
            down += f[i] * f[i] + b[i] * b[i]
        up = (up + u1) + (u2 + u3)
        down = (down + d1) + (d2 + d3)
        bounce = -2.0 * up / (down + 1e-20)
        for i in range(k // 2 + 1):
            j = k - i
            one, other = a[i], a[j]
            a[i] = one + bounce * other
            if j != i:
                a[j] = other + bounce * one
        for i in range(m - 1, -1, -1):
            one, other = f[i], b[i]
            f[i] = one + bounce * other
            backward[k + i] = other + bounce * one


@kernel
def errors(x, a, out):  # type: ignore[no-untyped-def]
    """Write how far each sample lies from what those before it foretell (0 for the first ones)."""
    n, order = x.shape[0], a.shape[0] - 1
    for i in range(min(order, n)):
        out[i] = 0.0
    for i in range(order, n):
        total = 0.0
        for k in range(order + 1):
            total += a[k] * x[i - k]
        out[i] = total


@kernel
def fill(x, places, low, high, bounded, alike, square, held, room, matrix):  # type: ignore[no-untyped-def]
    """Put the likeliest values at some places of ``x`` [n], given all others.

    ``places`` [m] rising; ``alike`` [order + 1]: how the errors at two samples so far apart hang
    together (the correlation of the prediction error filter with itself). Where ``bounded``, no
    value may lie under ``low`` or over ``high`` [m]: those that would are held there and the
    rest is found again. Janssen, Veldhuis & Vries, IEEE Trans. ASSP 34(2), 1986; the bounds are
    ours. ``held`` [m], ``room`` [m], ``square`` [m], ``matrix`` [m, order + 1] are room to work.
    """
    n, count, order = x.shape[0], places.shape[0], alike.shape[0] - 1
    for j in range(count):
        held[j] = 0
    for _again in range(4 if bounded else 1):
        for j in range(count):
            if held[j] == 0:
                x[places[j]] = 0.0
        size = 0
        for j in range(count):
            if held[j] != 0:
                continue
            at = places[j]
            total = alike[0] * x[at]
            for k in range(1, order + 1):
                if at - k >= 0:
                    total += alike[k] * x[at - k]
                if at + k < n:
                    total += alike[k] * x[at + k]
            room[size] = -total
            square[size] = at
            size += 1
        for j in range(size):
            first = j
            while first > 0 and square[j] - square[first - 1] <= order:
                first -= 1
            for i in range(max(first, j - order), j + 1):
                total = alike[square[j] - square[i]]
                if i == j:
                    total += 1e-9 * alike[0]
                begin = max(first, i - order, 0)
                for q in range(begin, i):
                    if j - q <= order and i - q <= order:
                        total -= matrix[j, j - q] * matrix[i, i - q]
                if i == j:
                    matrix[j, 0] = max(total, 1e-12 * alike[0]) ** 0.5
                else:
                    matrix[j, j - i] = total / matrix[i, 0]
            for i in range(max(0, j - order), max(first, j - order)):
                matrix[j, j - i] = 0.0
            total = room[j]
            for i in range(max(first, j - order), j):
                total -= matrix[j, j - i] * room[i]
            room[j] = total / matrix[j, 0]
        for j in range(size - 1, -1, -1):
            total = room[j]
            for i in range(j + 1, min(size, j + order + 1)):
                total -= matrix[i, i - j] * room[i]
            room[j] = total / matrix[j, 0]
        for j in range(size):
            x[square[j]] = room[j]
        wrong = 0
        if bounded:
            for j in range(count):
                if held[j] == 0:
                    if x[places[j]] < low[j]:
                        x[places[j]] = low[j]
                        held[j] = 1
                        wrong += 1
                    elif x[places[j]] > high[j]:
                        x[places[j]] = high[j]
                        held[j] = 1
                        wrong += 1
        if wrong == 0:
            break
