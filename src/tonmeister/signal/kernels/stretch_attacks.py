"""How loud a sound is every half millisecond, in four bands: for finding where strokes begin."""

from __future__ import annotations

from tonmeister.signal.kernels import kernel


@kernel
def powers(mono, hop, low, high, out):  # type: ignore[no-untyped-def]
    """Write the mean square of ``mono`` [n] every ``hop`` frames into ``out`` [4, n // hop].

    Rows: everything, below the low edge, between, above the high edge (two one-pole filters in
    a row each; ``low`` and ``high`` are how much of the last value they keep, 0 to 1).
    """
    a1, a2, b1, b2 = 0.0, 0.0, 0.0, 0.0
    for i in range(out.shape[1]):
        whole, bottom, middle, top = 0.0, 0.0, 0.0, 0.0
        for k in range(i * hop, i * hop + hop):
            x = mono[k]
            a1 = x + low * (a1 - x)
            a2 = a1 + low * (a2 - a1)
            b1 = x + high * (b1 - x)
            b2 = (x - b1) + high * (b2 - (x - b1))
            above = x - b1 - b2
            between = x - a2 - above
            whole += x * x
            bottom += a2 * a2
            middle += between * between
            top += above * above
        if -1e-30 < a1 < 1e-30:
            a1 = 0.0
        if -1e-30 < a2 < 1e-30:
            a2 = 0.0
        if -1e-30 < b1 < 1e-30:
            b1 = 0.0
        if -1e-30 < b2 < 1e-30:
            b2 = 0.0
        out[0, i] = whole / hop
        out[1, i] = bottom / hop
        out[2, i] = middle / hop
        out[3, i] = top / hop
