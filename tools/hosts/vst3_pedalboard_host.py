"""A host of VST3 plug-ins for Tonmeister, made with Spotify's pedalboard.

Run it in an environment of your own: ``pip install pedalboard`` there (it is under the GPLv3;
Tonmeister neither contains nor imports it), then

    export TONMEISTER_VST3_HOST="/path/to/that/python /path/to/vst3_pedalboard_host.py"

It gets one JSON object on its standard input and answers with one on its standard output. What
plug-ins print themselves goes to the standard error.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pedalboard
from pedalboard.io import AudioFile


def describe(plugin: Any) -> dict[str, Any]:
    """Return what can be set: every parameter that is a number."""
    parameters = []
    for name, parameter in plugin.parameters.items():
        low, high = parameter.range[:2]
        value = getattr(plugin, name)
        if low is None or high is None or isinstance(value, str):
            continue
        parameters.append({
            "id": name, "name": parameter.name, "low": float(low), "high": float(high),
            "default": float(value), "unit": (parameter.units or "").strip(),
        })  # fmt: skip
    return {"parameters": parameters}


def set_up(asked: dict[str, Any]) -> Any:
    """Load a plug-in and set it as it was asked."""
    plugin = pedalboard.load_plugin(asked["plugin"])
    if asked.get("state"):
        state = Path(asked["state"])
        if state.suffix == ".vstpreset":
            plugin.load_preset(str(state))
        else:
            plugin.raw_state = state.read_bytes()
    for name, value in asked.get("values", {}).items():
        if name not in plugin.parameters:
            known = ", ".join(list(plugin.parameters)[:12])
            raise ValueError(f"there is no parameter {name!r}; there are {known}")
        low, high = plugin.parameters[name].range[:2]
        if low is not None and high is not None and not low <= value <= high:
            raise ValueError(f"{name} is {value:g}, but goes from {low:g} to {high:g}")
        setattr(plugin, name, value)
    return plugin


def play(asked: dict[str, Any]) -> dict[str, Any]:
    """Play a file through a plug-in. pedalboard puts what comes late in time itself."""
    with AudioFile(asked["in"]) as file:
        sound, rate_hz = file.read(file.frames), float(file.samplerate)
    try:
        out = set_up(asked).process(sound, rate_hz, reset=True)
    except ValueError as error:
        if "channel" not in str(error):
            raise  # only a plug-in for one channel is played a side at a time
        sides = [set_up(asked).process(side[np.newaxis], rate_hz, reset=True) for side in sound]
        out = np.concatenate(sides)
    with AudioFile(asked["out"], "w", rate_hz, out.shape[0], bit_depth=32) as file:
        file.write(out)
    return {"latency_frames": 0}


def main() -> None:
    """Answer one question."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # plug-ins that print must not talk into the answer
    asked = json.load(sys.stdin)
    try:
        said = describe(set_up(asked)) if asked["do"] == "describe" else play(asked)
    except Exception as error:
        said = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
    answers.write(json.dumps(said))
    answers.flush()
    os._exit(0)  # some plug-ins crash when they are taken down; the answer is given


if __name__ == "__main__":
    main()
