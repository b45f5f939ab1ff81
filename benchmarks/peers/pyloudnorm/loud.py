"""Integrated loudness in pyloudnorm, as its own documentation reads it.

``python loud.py FILE``; prints one line of JSON. ``meter_s`` leaves out imports and reading.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version

import pyloudnorm
import soundfile


def main(path: str) -> None:
    """Read one file's loudness."""
    sound, rate_hz = soundfile.read(path)
    meter = pyloudnorm.Meter(rate_hz)
    began_s = time.process_time()
    lufs = meter.integrated_loudness(sound)
    told = {"lufs": lufs, "meter_s": time.process_time() - began_s}
    print(json.dumps(told | {"version": version("pyloudnorm")}))


if __name__ == "__main__":
    main(sys.argv[1])
