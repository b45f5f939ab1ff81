"""A small LV2 host in a process of its own: ``daw_twins_host.py JOBS``.

It plays sounds through plug-ins. JOBS is a JSON file: a list of ``{uri, ports, state, sound,
into}``, where ``state`` is the path of a ``state.ttl`` or empty, ``sound`` and ``into`` are WAV
files. It prints one JSON list: what each plug-in says its latency is, in frames.

Written with ctypes over liblilv, so that plug-ins with a side-chain input (which ffmpeg cannot
host) and those that load files from their state are heard as well.
"""

from __future__ import annotations

import ctypes as c
import ctypes.util
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

BLOCK = 256
LV2 = "http://lv2plug.in/ns/"
CORE, ATOM, BUF = LV2 + "lv2core#", LV2 + "ext/atom#", LV2 + "ext/buf-size#"
VOID = c.c_void_p

Map = c.CFUNCTYPE(c.c_uint32, VOID, c.c_char_p)
Unmap = c.CFUNCTYPE(c.c_char_p, VOID, c.c_uint32)
Respond = c.CFUNCTYPE(c.c_int, VOID, c.c_uint32, VOID)
Schedule = c.CFUNCTYPE(c.c_int, VOID, c.c_uint32, VOID)


class Pair(c.Structure):
    """A handle with a function: urid map and unmap, worker schedule."""

    _fields_ = [("handle", VOID), ("call", VOID)]


class Feature(c.Structure):
    _fields_ = [("uri", c.c_char_p), ("data", VOID)]


class Option(c.Structure):
    _fields_ = [("context", c.c_int), ("subject", c.c_uint32), ("key", c.c_uint32),
                ("size", c.c_uint32), ("type", c.c_uint32), ("value", VOID)]  # fmt: skip


class Descriptor(c.Structure):
    _fields_ = [("uri", c.c_char_p), ("instantiate", VOID),
                ("connect_port", c.CFUNCTYPE(None, VOID, c.c_uint32, VOID)),
                ("activate", c.CFUNCTYPE(None, VOID)),
                ("run", c.CFUNCTYPE(None, VOID, c.c_uint32)),
                ("deactivate", c.CFUNCTYPE(None, VOID)), ("cleanup", VOID),
                ("extension", c.CFUNCTYPE(VOID, c.c_char_p))]  # fmt: skip


class Instance(c.Structure):
    _fields_ = [("descriptor", c.POINTER(Descriptor)), ("handle", VOID), ("inner", VOID)]


class Worker(c.Structure):
    _fields_ = [("work", c.CFUNCTYPE(c.c_int, VOID, Respond, VOID, c.c_uint32, VOID)),
                ("respond", c.CFUNCTYPE(c.c_int, VOID, c.c_uint32, VOID)),
                ("end", VOID)]  # fmt: skip


class Host:
    """A world of plug-ins, and what they ask of a host."""

    def __init__(self) -> None:
        self.lilv = c.CDLL(ctypes.util.find_library("lilv-0") or "liblilv-0.so.0")
        for name in ("lilv_world_new", "lilv_new_uri", "lilv_world_get_all_plugins",
                     "lilv_plugins_get_by_uri", "lilv_plugin_get_port_by_index",
                     "lilv_port_get_symbol", "lilv_state_new_from_file"):  # fmt: skip
            getattr(self.lilv, name).restype = VOID
        self.lilv.lilv_node_as_string.restype = c.c_char_p
        self.lilv.lilv_plugin_instantiate.restype = c.POINTER(Instance)
        self.lilv.lilv_port_is_a.restype = c.c_bool
        self.world = VOID(self.lilv.lilv_world_new())
        self.lilv.lilv_world_load_all(self.world)
        self.ids: dict[bytes, int] = {}
        self.instance: Any = None
        self.answers: list[bytes] = []
        self.map_call = Map(lambda _, uri: self.ids.setdefault(uri, len(self.ids) + 1))
        self.unmap_call = Unmap(lambda _, n: next((u for u, i in self.ids.items() if i == n), b""))
        self.respond_call = Respond(self.answer)
        self.schedule_call = Schedule(self.schedule)
        self.keep: list[Any] = []
        self.map = self.pair(self.map_call)
        self.features = self.made_features()

    def pair(self, call: Any) -> Pair:
        return Pair(None, c.cast(call, VOID))

    def urid(self, uri: str) -> int:
        return self.ids.setdefault(uri.encode(), len(self.ids) + 1)

    def node(self, uri: str) -> VOID:
        return VOID(self.lilv.lilv_new_uri(self.world, uri.encode()))

    def made_features(self) -> Any:
        sizes = {"minBlockLength": 1, "maxBlockLength": BLOCK, "nominalBlockLength": BLOCK}
        options = (Option * (len(sizes) + 1))()
        for at, (name, value) in enumerate(sizes.items()):
            number = c.c_int32(value)
            self.keep.append(number)
            options[at] = Option(0, 0, self.urid(BUF + name), 4, self.urid(ATOM + "Int"),
                                 c.cast(c.pointer(number), VOID))  # fmt: skip
        parts = {"ext/urid#map": self.map, "ext/urid#unmap": self.pair(self.unmap_call),
                 "ext/worker#schedule": self.pair(self.schedule_call),
                 "ext/options#options": options,
                 "ext/buf-size#boundedBlockLength": None}  # fmt: skip
        made = (c.POINTER(Feature) * (len(parts) + 1))()
        for at, (name, part) in enumerate(parts.items()):
            data = None if part is None else c.cast(c.pointer(part), VOID)
            made[at] = c.pointer(Feature((LV2 + name).encode(), data))
        self.keep += [parts, made]
        return made

    def answer(self, _: Any, size: int, data: Any) -> int:
        self.answers.append(c.string_at(data, size) if size else b"")
        return 0

    def schedule(self, _: Any, size: int, data: Any) -> int:
        """Do the work at once: nothing here runs in real time."""
        worker = self.extension("ext/worker#interface", Worker)
        return int(worker.work(self.instance.handle, self.respond_call, None, size, data))

    def extension(self, name: str, kind: Any) -> Any:
        found = self.instance.descriptor.contents.extension((LV2 + name).encode())
        return c.cast(found, c.POINTER(kind)).contents

    def answered(self) -> None:
        """Hand the plug-in what its worker has answered."""
        while self.answers:
            said = self.answers.pop(0)
            worker = self.extension("ext/worker#interface", Worker)
            worker.respond(self.instance.handle, len(said), c.cast(c.c_char_p(said), VOID))

    def play(self, job: dict[str, Any]) -> int:
        """Play one job; returns the latency that the plug-in says, in frames."""
        sound, rate_hz = sf.read(job["sound"], dtype="float32", always_2d=True)
        plugins = VOID(self.lilv.lilv_world_get_all_plugins(self.world))
        plugin = VOID(self.lilv.lilv_plugins_get_by_uri(plugins, self.node(job["uri"])))
        if not plugin.value:
            raise SystemExit(f"there is no plug-in {job['uri']}")
        made = self.lilv.lilv_plugin_instantiate(plugin, c.c_double(rate_hz), self.features)
        self.instance = made.contents
        to_it = self.instance.descriptor.contents
        ins, outs, values = self.connected(plugin, to_it)
        for symbol, value in job["ports"].items():
            values[symbol][0] = value  # a KeyError: the plug-in has no such port
        if job["state"]:
            state = VOID(self.lilv.lilv_state_new_from_file(
                self.world, c.byref(self.map), None, job["state"].encode()))  # fmt: skip
            self.lilv.lilv_state_restore(state, made, None, None, c.c_uint32(0), self.features)
            self.answered()
        if to_it.activate:
            to_it.activate(self.instance.handle)
        back = np.zeros((len(sound), len(outs)), np.float32)
        for start in range(0, len(sound), BLOCK):
            n = min(BLOCK, len(sound) - start)
            for channel, into in enumerate(ins):
                into[:] = 0.0
                if channel < sound.shape[1]:
                    into[:n] = sound[start : start + n, channel]
            to_it.run(self.instance.handle, BLOCK)
            self.answered()
            for channel, out in enumerate(outs):
                back[start : start + n, channel] = out[:n]
        sf.write(job["into"], back, rate_hz, subtype="FLOAT")
        said = [v[0] for name, v in values.items() if name in ("latency", "out_latency")]
        return int(said[0]) if said else 0

    def connected(self, plugin: VOID, to_it: Descriptor) -> Any:
        """Connect every port; returns sound inputs, outputs and the controls by symbol."""
        lilv, count = self.lilv, self.lilv.lilv_plugin_get_num_ports(plugin)
        rest = (c.c_float * count)()
        lilv.lilv_plugin_get_port_ranges_float(plugin, None, None, rest)
        ins, outs, values = [], [], {}
        for at in range(count):
            port = VOID(lilv.lilv_plugin_get_port_by_index(plugin, c.c_uint32(at)))
            symbol = lilv.lilv_node_as_string(VOID(lilv.lilv_port_get_symbol(plugin, port)))
            is_a = lambda uri, p=port: lilv.lilv_port_is_a(plugin, p, self.node(uri))  # noqa: E731
            if is_a(CORE + "AudioPort"):
                buffer = np.zeros(BLOCK, np.float32)
                (ins if is_a(CORE + "InputPort") else outs).append(buffer)
            elif is_a(CORE + "ControlPort"):
                buffer = np.array([np.nan_to_num(rest[at])], np.float32)
                values[symbol.decode()] = buffer
            else:
                buffer = np.zeros(4096, np.uint32)
                full = is_a(CORE + "InputPort")
                buffer[:2] = (8, self.urid(ATOM + "Sequence")) if full else (16000, 0)
            self.keep.append(buffer)
            to_it.connect_port(self.instance.handle, at, buffer.ctypes.data_as(VOID))
        return ins, outs, values


if __name__ == "__main__":
    host = Host()
    print(json.dumps([host.play(job) for job in json.loads(Path(sys.argv[1]).read_text())]))
