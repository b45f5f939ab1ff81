"""The loops that touch every sample: strict float64, the same bits on every machine.

No fast maths, no functions of the C library in the path of the sound: only + - * /, square
roots and polynomials of our own. So a kernel run as plain Python (``NUMBA_DISABLE_JIT=1``)
gives the same bits as the compiled one, and is its own specification. Kernels that call each
other live in one file, because numba's cache does not see changes in imported files. One
layout everywhere: ``[2, n]``, C-contiguous.
"""

from __future__ import annotations

from typing import Any

from numba import njit

GRID_FRAMES = 512
"""Filter memories too small to hear are set to zero whenever this many frames have passed,
counted from the first one, so that the division into blocks cannot matter."""

TINY = 1e-30
"""Smaller than this is silence; it keeps the processor out of its slow denormal numbers."""

kernel = njit(cache=True, nogil=True, error_model="numpy")


def part(signature: str) -> Any:
    """Declare a part of a kernel, of which one form is enough for all who call it.

    Without its signature numba would make one for every whole number it is called with.
    """
    return njit(signature, cache=True, nogil=True, error_model="numpy")


__all__ = ["GRID_FRAMES", "TINY", "kernel", "part"]
