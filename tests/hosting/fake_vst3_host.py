"""A host of VST3 plug-ins for tests: what a plug-in does is in its name.

Run as a program, with one JSON object on standard input, as ``docs/plugins.md`` says.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

PARAMETERS = [{"id": "gain_db", "name": "Gain", "low": -60.0, "high": 24.0, "default": 0.0}]


def main() -> None:
    asked = json.load(sys.stdin)
    name = Path(asked["plugin"]).stem
    with Path(__file__).with_name("calls.txt").open("a") as log:
        log.write(f"{asked['do']} {name}\n")
    if asked["do"] == "describe":
        print(json.dumps({"parameters": PARAMETERS}))
        return
    if name == "Crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "Hang":
        time.sleep(600)
    if name == "Chatter":
        print("loading ... done")
        return
    if name == "Refuse":
        print(json.dumps({"error": "it wants a licence"}))
        return
    if name != "Nothing":
        play(name, asked)
    late = {"Late": 100, "Liar": -3}.get(name, 0)
    print(json.dumps({"latency_frames": late}))


def play(name: str, asked: dict) -> None:
    import numpy as np
    import soundfile as sf

    sound, rate_hz = sf.read(asked["in"], dtype="float64", always_2d=True)
    assert rate_hz == asked["rate_hz"]
    out = sound * 10.0 ** (asked["values"].get("gain_db", 0.0) / 20.0)
    if asked["state"]:
        out = out * float(Path(asked["state"]).read_text())
    if name == "Late":
        out = np.concatenate([np.zeros((100, 2)), out[:-100]])
    if name == "Echo":
        out[rate_hz:] += 0.5 * sound[:-rate_hz]
    if name == "NaN":
        out[1000] = np.nan
    if name == "Short":
        out = out[:-7]
    if name == "Mono":
        out = out[:, :1]
    if name == "Wild":
        out[500] = 1e9
    sf.write(asked["out"], out, rate_hz + (name == "Rate"), "FLOAT")


if __name__ == "__main__":
    main()
