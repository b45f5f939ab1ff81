"""An ear that is not ours."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="session")
def ebur128(ffmpeg: str) -> Callable[[Path], tuple[float, float]]:
    """Returns what ffmpeg's own meter reads on a file: LUFS and dBTP (two speakers for mono)."""

    def read(path: Path) -> tuple[float, float]:
        meter = "ebur128=peak=true:dualmono=true:metadata=1,ametadata=print:file=-"
        done = subprocess.run(
            [ffmpeg, "-nostdin", "-i", str(path), "-af", meter, "-f", "null", "-"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks = re.findall(r"r128\.true_peaks_ch\d=(\S+)", done.stdout)
        loud = re.findall(r"r128\.I=(\S+)", done.stdout)
        highest = max(float(peak) for peak in peaks if peak not in ("-inf", "nan"))
        return float(loud[-1]), 20.0 * float(np.log10(highest))

    return read
