"""How LV2 plug-ins and liblilv lay out in memory what they hand to one another.

Source: the headers of LV2 core 1.18 and of its extensions urid, options and worker.
"""

from __future__ import annotations

import ctypes as c

Map = c.CFUNCTYPE(c.c_uint32, c.c_void_p, c.c_char_p)
Unmap = c.CFUNCTYPE(c.c_char_p, c.c_void_p, c.c_uint32)
Schedule = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_uint32, c.c_void_p)
Connect = c.CFUNCTYPE(None, c.c_void_p, c.c_uint32, c.c_void_p)
Plain = c.CFUNCTYPE(None, c.c_void_p)
Run = c.CFUNCTYPE(None, c.c_void_p, c.c_uint32)
Extension = c.CFUNCTYPE(c.c_void_p, c.c_char_p)
Respond = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_uint32, c.c_void_p)
Work = c.CFUNCTYPE(c.c_int, c.c_void_p, Respond, c.c_void_p, c.c_uint32, c.c_void_p)
SetValue = c.CFUNCTYPE(None, c.c_char_p, c.c_void_p, c.c_void_p, c.c_uint32, c.c_uint32)


class Feature(c.Structure):
    _fields_ = (("uri", c.c_char_p), ("data", c.c_void_p))


class Mapper(c.Structure):
    _fields_ = (("handle", c.c_void_p), ("map", Map))


class Unmapper(c.Structure):
    _fields_ = (("handle", c.c_void_p), ("unmap", Unmap))


class Scheduler(c.Structure):
    _fields_ = (("handle", c.c_void_p), ("schedule", Schedule))


class Option(c.Structure):
    _fields_ = (
        ("context", c.c_uint32), ("subject", c.c_uint32), ("key", c.c_uint32),
        ("size", c.c_uint32), ("type", c.c_uint32), ("value", c.c_void_p),
    )  # fmt: skip


class Descriptor(c.Structure):
    _fields_ = (
        ("uri", c.c_char_p), ("instantiate", c.c_void_p), ("connect", Connect),
        ("activate", Plain), ("run", Run), ("deactivate", Plain), ("cleanup", Plain),
        ("extension", Extension),
    )  # fmt: skip


class Instance(c.Structure):
    _fields_ = (("descriptor", c.POINTER(Descriptor)), ("handle", c.c_void_p))


class Worker(c.Structure):
    _fields_ = (("work", Work), ("response", Respond), ("end_run", Plain))
