"""Other people's plug-ins in our console, against the same plug-in run by hand.

``python -m benchmarks.daw_hosting MATERIAL``. A drum recording (13 s, stereo) goes through each
plug-in as a strip's insert. Measured: by how many frames the plug-in comes out late (heard, or as
its host says), the highest difference between the strip and the plug-in run by hand with that many
frames taken off (``apart_dbfs``), and the time for the strip played first and played again. LV2 by
hand is ffmpeg typed in a terminal; VST3 by hand is pedalboard, and is measured only where
``TONMEISTER_VST3_HOST`` names a host. What ffmpeg cannot play (ZAM's LV2s) is compared with the
same plug-in as VST3 in pedalboard. The last row plays every LV2 installed here.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

from tonmeister.console import render
from tonmeister.effects.plugin import values_text
from tonmeister.flow.hosting import Hosting
from tonmeister.flow.tell import Teller
from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.signal import Audio
from tonmeister.studio import Prints, Project
from tonmeister.studio.hosts import Asked, CannotHost, Work, found_plugin, lv2_plugins, play_plugin

SOUND = "mdbdrums/Rock/stems/MusicDelta_Rock_STEM_01.wav"
X42, LSP, ZAM = "http://gareus.org/oss/lv2/", "http://lsp-plug.in/plugins/lv2/", "urn:zamaudio:"
PLUGINS: tuple[tuple[str, str, dict[str, float]], ...] = (
    ("lv2", X42 + "fil4#stereo", {"HighPass": 1, "HPfreq": 80, "sec1": 1, "gain1": -4}),
    ("lv2", X42 + "fil4#mono", {"HighPass": 1, "HPfreq": 80, "sec1": 1, "gain1": -4}),
    ("lv2", X42 + "darc#stereo", {"inputgain": 6, "threshold": -25, "Ratio": 0.6}),
    ("lv2", X42 + "dpl#stereo", {"gain": 6, "threshold": -6, "truepeak": 1}),
    ("lv2", LSP + "para_equalizer_x16_stereo", {"ft_0": 2, "f_0": 120, "g_0": 2}),
    ("lv2", LSP + "para_equalizer_x16_mono", {"ft_0": 2, "f_0": 120, "g_0": 2, "mode": 2}),
    ("lv2", LSP + "compressor_stereo", {"al": 0.1, "cr": 4}),
    ("lv2", LSP + "limiter_stereo", {"th": 0.5}),
    ("lv2", ZAM + "ZamEQ2", {"boost1": -12, "f1": 300}),
    ("lv2", ZAM + "ZamCompX2", {"thr": -30, "rat": 4}),
    ("lv2", ZAM + "ZamComp", {"thr": -30, "rat": 4}),
    ("lv2", ZAM + "ZaMaximX2", {"thresh": -12, "ceil": -1}),
    ("vst3", "ZamEQ2", {"boost_cut_1_db": -12, "frequency_1_hz": 300}),
    ("vst3", "ZamCompX2", {"threshold_db": -30, "ratio": 4}),
    ("vst3", "ZamComp", {"threshold_db": -30, "ratio": 4}),
    ("vst3", "ZaMaximX2", {"threshold_db": -12, "output_ceiling_db": -1}),
)
_SAME = {f"{ZAM}{name}": (name, values) for kind, name, values in PLUGINS if kind == "vst3"}
_PEDALBOARD = """
import json, sys, os, numpy as np, pedalboard
place, name, values = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
sound = np.load(place + '/in.npy')
def one(part):
    plugin = pedalboard.load_plugin(name)
    for key, value in values.items(): setattr(plugin, key, value)
    return plugin(part, float(sys.argv[4]))
try: out = one(sound)
except ValueError: out = np.concatenate([one(sound[:1]), one(sound[1:])])
np.save(place + '/out.npy', out)
os._exit(0)
"""

Sound = np.ndarray[Any, np.dtype[np.float64]]


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: one row a plug-in, then one over all LV2s installed here."""
    samples, rate_hz = sf.read(material / SOUND, dtype="float64", always_2d=True)
    sound = Audio(np.ascontiguousarray(samples.T), rate_hz)
    return [*(_row(*plugin, sound) for plugin in PLUGINS), _all_lv2()]


def _row(kind: str, address: str, values: dict[str, float], sound: Audio) -> dict[str, object]:
    values = {name: float(value) for name, value in values.items()}
    row: dict[str, object] = {"plugin": address.rpartition("/")[2], "format": kind}
    if kind == "vst3" and not os.environ.get("TONMEISTER_VST3_HOST"):
        return row | {"result": "not measured: no host was named"}
    with tempfile.TemporaryDirectory() as place:
        song = Path(place) / "song"
        song.mkdir()
        project = Project.open(song)
        said: list[dict[str, Any]] = []
        seconds, played = [], np.zeros((2, 0))
        for _ in range(2):
            began_s = time.monotonic()
            hosting = Hosting(project, Teller(said.append))
            played = _strip(kind, address, values, sound, hosting)
            seconds.append(round(time.monotonic() - began_s, 2))
        if hosting.problems:
            return row | {"result": "".join(hosting.problems.values()).rpartition("it: ")[2]}
        late = _late_frames(kind, address, values, sound, Path(place))
        if address in _SAME:
            if not os.environ.get("TONMEISTER_VST3_HOST"):
                return row | {"result": "played", "late_frames": late, "apart_dbfs": "not measured"}
            name, same = _SAME[address]
            hand = _by_hand("vst3", name, same, sound, Path(place), 0)
        else:
            hand = _by_hand(kind, address, values, sound, Path(place), late)
        frames = min(sound.frames, hand.shape[1], played.shape[1])
        apart = float(np.abs(played[:, :frames] - hand[:, :frames]).max())
        return row | {
            "result": "played",
            "late_frames": late,
            "apart_dbfs": round(float(20.0 * np.log10(apart)), 1) if apart else "bit for bit",
            "first_s": seconds[0],
            "again_s": seconds[1],
        }


def _strip(
    kind: str, address: str, values: dict[str, float], sound: Audio, hosting: Hosting
) -> Sound:
    move = Decision(
        id="Drums/plugin/1", stage="eq", effect="plugin", rule="", because=(), reason="",
        settings={"format": kind, "id": address, "values": values_text(values)},
    )  # fmt: skip
    sheet = RecallSheet(
        song="hosted", rate_hz=sound.rate_hz, length_s=sound.frames / sound.rate_hz, genre="",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
        strips=(Strip(name="Drums", kind="track", track="Drums", decisions=(move,)),
                Strip(name="Master", kind="master")),
    )  # fmt: skip
    sources, hashes = {"Drums": sound}, {"Drums": "drums"}
    ready = hosting.ready(sheet, sources, hashes)
    heard: list[Sound] = []

    class Ear:
        def write(self, block: Sound) -> None:
            heard.append(block.copy())

    render(
        ready.sheet, sources, sinks={"master": Ear()},
        prints=Prints(hosting.project, rate_hz=sound.rate_hz),
        track_hashes=hashes, inputs=ready.inputs, input_hashes=ready.input_hashes,
    )  # fmt: skip
    return np.concatenate(heard, axis=1)


def _late_frames(
    kind: str, address: str, values: dict[str, float], sound: Audio, folder: Path
) -> int:
    into = folder / "probe-in.wav"
    sf.write(into, sound.samples.T, sound.rate_hz, "FLOAT")
    asked = Asked(
        sound=into, frames=sound.frames, rate_hz=sound.rate_hz, same_sides=False, values=values
    )
    late = play_plugin(found_plugin(kind, address), asked, Work(folder)).late_frames
    assert late is not None
    return late


def _by_hand(
    kind: str, address: str, values: dict[str, float], sound: Audio, folder: Path, late: int
) -> Sound:
    """Return the plug-in's sound without us, with what is late taken off."""
    padded = np.pad(sound.samples, ((0, 0), (0, late)))
    if kind == "vst3":
        np.save(folder / "in.npy", padded.astype(np.float32))
        path = str(found_plugin(kind, address).path)
        python = shlex.split(os.environ["TONMEISTER_VST3_HOST"])[0]
        told = [str(folder), path, json.dumps(values), str(sound.rate_hz)]
        subprocess.run([python, "-c", _PEDALBOARD, *told], check=True, capture_output=True)
        return np.asarray(np.load(folder / "out.npy"), np.float64)[:, late:]
    sides = padded[:, None] if found_plugin(kind, address).inputs == 1 else [padded]
    controls = "|".join(f"{name}={value}" for name, value in values.items())
    chosen = "lv2=p=" + address.replace(":", "\\\\:") + (f":c={controls}" if controls else "")
    out = []
    for side in sides:
        sf.write(folder / "hand.wav", side.T, sound.rate_hz, "FLOAT")
        subprocess.run(
            ["ffmpeg", "-y", "-v", "error", "-i", folder / "hand.wav", "-af", chosen,
             "-c:a", "pcm_f32le", folder / "handed.wav"],
            check=True,
        )  # fmt: skip
        out.append(sf.read(folder / "handed.wav", dtype="float64", always_2d=True)[0].T)
    return np.concatenate(out)[:, late:]


def _all_lv2() -> dict[str, object]:
    """Play a second of noise through every LV2 that is installed, as it is at first."""
    rate_hz, noise = 48000, 0.1 * np.random.default_rng(1).standard_normal((48000, 2))
    plays, refused, failed, unheard = 0, 0, [], []
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        into = Path(place) / "in.wav"
        sf.write(into, noise, rate_hz, "FLOAT")
        asked = Asked(sound=into, frames=48000, rate_hz=rate_hz, same_sides=False, values={})
        for found in lv2_plugins():
            if found.refused:
                refused += 1
                continue
            try:
                late = play_plugin(found, asked, Work(Path(place), timeout_s=60.0)).late_frames
                plays += 1
                if late is None:
                    unheard.append(found.name)
            except CannotHost as error:
                failed.append(f"{found.name}: {error}")
    return {
        "plugin": "every LV2 here", "format": "lv2",
        "result": f"{plays} played, {refused} refused before, {len(failed)} failed",
        "failed": "; ".join(failed), "delay_not_heard": "; ".join(unheard),
        "first_s": round(time.monotonic() - began_s, 1),
    }  # fmt: skip


if __name__ == "__main__":
    for line in rows(Path(sys.argv[1])):
        print(line)
