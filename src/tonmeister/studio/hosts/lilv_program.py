"""A host of LV2 plug-ins, run as a program of its own: what ffmpeg's host cannot give, it gives.

Options, a worker, a state, side-chains (they hear silence), and it says how late the sound comes
out. It loads the system's liblilv (ISC licence) and speaks the words of ``docs/plugins.md``, with
the plug-in's address for ``plugin``. Never imported by us: a plug-in may take it down.

Source: LV2 core 1.18 and its extensions urid, options, buf-size, worker; lilv 0.24.
"""

from __future__ import annotations

import ctypes as c
import ctypes.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

from tonmeister.studio.hosts.lilv_shapes import (
    Feature,
    Instance,
    Map,
    Mapper,
    Option,
    Respond,
    Schedule,
    Scheduler,
    SetValue,
    Unmap,
    Unmapper,
    Worker,
)

BLOCK = 1024
LV2 = "http://lv2plug.in/ns/lv2core#"
EXT = "http://lv2plug.in/ns/ext/"
_ATOM_BYTES = 1 << 16


def lilv() -> Any:
    """Load the library; every function of it that is not said otherwise returns an address."""
    name = ctypes.util.find_library("lilv-0") or "liblilv-0.so.0"
    library = c.CDLL(name)
    for function in (
        "world_new", "world_get_all_plugins", "new_uri", "plugins_get_by_uri",
        "plugin_get_port_by_index", "port_get_symbol", "state_new_from_file",
    ):  # fmt: skip
        getattr(library, f"lilv_{function}").restype = c.c_void_p
    library.lilv_plugin_instantiate.restype = c.POINTER(Instance)
    library.lilv_node_as_string.restype = c.c_char_p
    library.lilv_port_is_a.restype = c.c_bool
    library.lilv_plugin_has_latency.restype = c.c_bool
    return library


class Hosted:
    """One plug-in at work."""

    def __init__(self, address: str, rate_hz: float) -> None:
        self.lib, self.names, self.kept = lilv(), [""], []  # type: tuple[Any, list[str], list[Any]]
        self.world = c.c_void_p(self.lib.lilv_world_new())
        self.lib.lilv_world_load_all(self.world)
        every = c.c_void_p(self.lib.lilv_world_get_all_plugins(self.world))
        found = self.lib.lilv_plugins_get_by_uri(every, self._uri(address))
        if not found:
            raise ValueError(f"there is no plug-in {address}")
        self.plugin = c.c_void_p(found)
        self.jobs: list[bytes] = []
        self.answers: list[bytes] = []
        instance = self.lib.lilv_plugin_instantiate(
            self.plugin, c.c_double(rate_hz), self._features(rate_hz)
        )
        if not instance:
            raise ValueError("the plug-in cannot be set up; it may want more than this host has")
        self.instance = instance
        self.made = instance.contents.descriptor.contents
        self.handle = c.c_void_p(instance.contents.handle)
        self._connect()
        self.worker = self._extension(EXT + "worker#interface", Worker)

    def _uri(self, text: str) -> Any:
        return c.c_void_p(self.lib.lilv_new_uri(self.world, text.encode()))

    def number(self, name: str) -> int:
        """Return the number of an address, as plug-ins want them."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def _features(self, rate_hz: float) -> Any:
        def mapped(_: Any, name: bytes) -> int:
            return self.number(name.decode())

        def unmapped(_: Any, number: int) -> Any:
            return self.names[number].encode() if 0 < number < len(self.names) else None

        def scheduled(_: Any, size: int, data: Any) -> int:
            self.jobs.append(c.string_at(data, size) if size else b"")
            return 0

        self.mapper = Mapper(None, Map(mapped))
        unmapper, scheduler = Unmapper(None, Unmap(unmapped)), Scheduler(None, Schedule(scheduled))
        size, rate = c.c_int32(BLOCK), c.c_float(rate_hz)
        whole, real = self.number(EXT + "atom#Int"), self.number(EXT + "atom#Float")
        lengths = ("minBlockLength", "maxBlockLength", "nominalBlockLength")
        options = [
            Option(0, 0, self.number(EXT + "buf-size#" + name), 4, whole, c.addressof(size))
            for name in lengths
        ]
        at = self.number(EXT + "parameters#sampleRate")
        options += [Option(0, 0, at, 4, real, c.addressof(rate)), Option()]
        told = (Option * len(options))(*options)
        offered = {
            EXT + "urid#map": c.addressof(self.mapper), EXT + "urid#unmap": c.addressof(unmapper),
            EXT + "options#options": c.addressof(told),
            EXT + "worker#schedule": c.addressof(scheduler),
            EXT + "buf-size#boundedBlockLength": None, EXT + "buf-size#fixedBlockLength": None,
            EXT + "buf-size#powerOf2BlockLength": None,
        }  # fmt: skip
        features = [Feature(name.encode(), data) for name, data in offered.items()]
        ends = (c.POINTER(Feature) * (len(features) + 1))(*(c.pointer(f) for f in features))
        self.kept += [self.mapper, unmapper, scheduler, size, rate, told, features, ends]
        return ends

    def _connect(self) -> None:
        lib, count = self.lib, self.lib.lilv_plugin_get_num_ports(self.plugin)
        lows, highs, firsts = ((c.c_float * count)() for _ in range(3))
        lib.lilv_plugin_get_port_ranges_float(self.plugin, lows, highs, firsts)
        kinds = {name: self._uri(LV2 + name) for name in ("AudioPort", "ControlPort", "InputPort")}
        atoms, cv = self._uri(EXT + "atom#AtomPort"), self._uri(LV2 + "CVPort")
        self.values = (c.c_float * count)(*(0.0 if v != v else v for v in firsts))
        self.ins: list[Any] = []
        self.outs: list[Any] = []
        self.symbols: dict[str, int] = {}
        self.atoms: list[tuple[Any, bool]] = []
        for i in range(count):
            port = c.c_void_p(lib.lilv_plugin_get_port_by_index(self.plugin, i))
            symbol = c.c_void_p(lib.lilv_port_get_symbol(self.plugin, port))
            is_in = lib.lilv_port_is_a(self.plugin, port, kinds["InputPort"])
            place: Any = c.byref(self.values, 4 * i)
            if lib.lilv_port_is_a(self.plugin, port, kinds["ControlPort"]):
                if is_in:
                    self.symbols[lib.lilv_node_as_string(symbol).decode()] = i
            elif lib.lilv_port_is_a(self.plugin, port, atoms):
                place = (c.c_uint32 * (_ATOM_BYTES // 4))()
                self.atoms.append((place, is_in))
            else:
                place = (c.c_float * BLOCK)()
                if not lib.lilv_port_is_a(self.plugin, port, cv):
                    (self.ins if is_in else self.outs).append(place)
            self.kept.append(place)
            self.made.connect(self.handle, i, c.cast(place, c.c_void_p))

    def _extension(self, name: str, kind: Any) -> Any:
        if not self.made.extension:
            return None
        there = self.made.extension(name.encode())
        return c.cast(there, c.POINTER(kind)).contents if there else None

    def set(self, values: dict[str, float], state: str | None) -> None:
        """Set the plug-in: first what a state says, then the values."""
        if state:
            restored = self.lib.lilv_state_new_from_file(
                self.world, c.byref(self.mapper), None, state.encode()
            )
            if not restored:
                raise ValueError(f"{Path(state).name} is no LV2 state")
            self.lib.lilv_state_restore(
                c.c_void_p(restored), self.instance, SetValue(self._take), None, 0, None
            )
        for name, value in values.items():
            self.values[self.symbols[name]] = value

    def _take(self, symbol: bytes, _: Any, value: Any, size: int, kind: int) -> None:
        reads: dict[str, Any] = {"Float": c.c_float, "Double": c.c_double, "Int": c.c_int32}
        read = reads.get(self.names[kind].rpartition("#")[2])
        if read is not None and symbol.decode() in self.symbols:
            self.values[self.symbols[symbol.decode()]] = c.cast(
                value, c.POINTER(read)
            ).contents.value

    def play(self, sound: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return what it makes of float32 ``[channel, frame]``; other inputs hear silence."""
        frames = sound.shape[1]
        out = np.zeros((len(self.outs), frames), np.float32)
        inputs = [np.ctypeslib.as_array(place) for place in self.ins]
        outputs = [np.ctypeslib.as_array(place) for place in self.outs]
        if self.made.activate:
            self.made.activate(self.handle)
        for start in range(0, frames, BLOCK):
            count = min(BLOCK, frames - start)
            for place, row in zip(inputs, sound, strict=False):
                place[:count], place[count:] = row[start : start + count], 0.0
            self._block()
            for row, place in zip(out, outputs, strict=True):
                row[start : start + count] = place[:count]
        return out

    def _block(self) -> None:
        for place, is_in in self.atoms:
            kind = "Sequence" if is_in else "Chunk"
            place[0] = 8 if is_in else _ATOM_BYTES - 8
            place[1], place[2], place[3] = self.number(EXT + "atom#" + kind), 0, 0
        self.made.run(self.handle, BLOCK)
        self._work()

    def _work(self) -> None:
        """Do what the plug-in wanted done in the meantime, and tell it."""
        if self.worker is None:
            return
        answers: list[bytes] = []

        def respond(_: Any, size: int, data: Any) -> int:
            answers.append(c.string_at(data, size) if size else b"")
            return 0

        jobs, self.jobs = self.jobs, []
        for job in jobs:
            self.worker.work(self.handle, Respond(respond), None, len(job), job)
        for answer in answers:
            self.worker.response(self.handle, len(answer), answer)
        if self.worker.end_run:
            self.worker.end_run(self.handle)

    def late_frames(self) -> int:
        """Return by how many frames it says it is late."""
        if not self.lib.lilv_plugin_has_latency(self.plugin):
            return 0
        port: int = self.lib.lilv_plugin_get_latency_port_index(self.plugin)
        late: float = self.values[port]
        return round(late)


def play(asked: dict[str, Any]) -> dict[str, Any]:
    """Play a stereo file; a plug-in with one main input plays a side at a time."""
    sound, rate_hz = sf.read(asked["in"], dtype="float32", always_2d=True)
    rows, frames, outs = np.ascontiguousarray(sound.T), 0, []
    parts = {(2, 2): [rows], (1, 2): [rows.mean(axis=0, keepdims=True)]}
    for part in parts.get((asked["inputs"], asked["outputs"]), [rows[:1], rows[1:]]):
        hosted = Hosted(asked["plugin"], rate_hz)
        hosted.set(asked["values"], asked.get("state"))
        outs.append(hosted.play(part))
        frames = hosted.late_frames()
    sf.write(asked["out"], np.concatenate(outs).T, rate_hz, "FLOAT")
    return {"latency_frames": frames}


def late(asked: dict[str, Any]) -> dict[str, Any]:
    """Return how late a plug-in says it is, set as asked, once it has heard some silence."""
    hosted = Hosted(asked["plugin"], asked["rate_hz"])
    hosted.set(asked["values"], asked.get("state"))
    hosted.play(np.zeros((asked["inputs"], 4 * BLOCK), np.float32))
    return {"latency_frames": hosted.late_frames()}


def main() -> None:
    """Answer one question."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # plug-ins that print must not talk into the answer
    try:
        asked = json.load(sys.stdin)
        said = play(asked) if asked["do"] == "play" else late(asked)
    except (OSError, ValueError, KeyError) as error:
        said = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
    answers.write(json.dumps(said))
    answers.flush()
    os._exit(0)  # some plug-ins crash when they are taken down; the answer is given


if __name__ == "__main__":
    main()
