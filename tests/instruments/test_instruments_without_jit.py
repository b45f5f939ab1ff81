"""The instruments' kernels are their own specification: as plain Python they give the same bits."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from tonmeister.instruments.declare import recall
from tonmeister.instruments.warm import warm_up
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal.kernels import synth, synth_struck

CASES: dict[str, tuple[str, dict[str, float | str | bool]]] = {
    "ladder": ("subtractive", {"unison_count": 3.0, "noise_db": -20.0, "second": "pulse"}),
    "low": ("subtractive", {"filter": "low", "sub_db": -6.0}),
    "band": ("subtractive", {"filter": "band"}),
    "high": ("subtractive", {"filter": "high", "wave": "square"}),
    "open": ("subtractive", {"filter": "off", "wave": "triangle"}),
    "fm": ("fm", {}),
    "bowed": ("bowed", {"players_count": 2.0}),
    "organ": ("organ", {}),
    "plucked": ("plucked", {}),
}


def all_hashes() -> dict[str, str]:
    hashes = {}
    notes = [SoundNote(0.001, 0.02, 57.0, 0.8), SoundNote(0.01, 0.015, 64.0, 0.5)]
    bends = [SoundBend(0.0, 0.0), SoundBend(0.02, 1.0)]
    for name, (engine, knobs) in CASES.items():
        sound = recall(engine, knobs).play(notes, bends, 0.03, 44100, 1)
        hashes[name] = hashlib.sha256(sound.tobytes()).hexdigest()
    return hashes


def test_without_the_compiler_every_bit_of_an_instrument_is_the_same() -> None:
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}
    told = subprocess.run(
        [sys.executable, str(Path(__file__))], env=env, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr[-2000:]
    assert json.loads(told.stdout) == all_hashes()


def test_after_warming_up_the_instruments_kernels_are_ready_in_one_form() -> None:
    assert warm_up() == 8
    for kernel in (synth.wave_voice, synth.operator_voice, synth_struck.ring_modes,
                   synth_struck.put_bent):  # fmt: skip
        assert len(kernel.signatures) >= 1, kernel


if __name__ == "__main__":
    print(json.dumps(all_hashes()))
