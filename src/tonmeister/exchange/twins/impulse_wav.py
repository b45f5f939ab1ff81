"""An impulse response as a WAV file in memory: single precision, the same bytes every time."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping

import numpy as np

from tonmeister.effects import Effect, recall
from tonmeister.signal import Samples

_FLOAT = 3
_OURS = "tonmeister "
_MOST_TEXT_BYTES = 1 << 16


def written(samples: Samples, rate_hz: int, effect: Effect) -> bytes:
    """Return the file of ``[channel, frame]``; its comment says what effect it is made of."""
    channels, frames = samples.shape
    data = np.ascontiguousarray(samples.T, dtype="<f4").tobytes()
    comment = about(effect, rate_hz).encode()
    comment += b"\0" * (2 - len(comment) % 2)  # closed with a zero, and even
    shape = struct.pack(
        "<HHIIHHH", _FLOAT, channels, rate_hz, rate_hz * channels * 4, channels * 4, 32, 0
    )
    parts = (
        _chunk(b"fmt ", shape),
        _chunk(b"fact", struct.pack("<I", frames)),
        _chunk(b"LIST", b"INFO" + _chunk(b"ICMT", comment)),
        _chunk(b"data", data),
    )
    return _chunk(b"RIFF", b"WAVE" + b"".join(parts))


def about(effect: Effect, rate_hz: int) -> str:
    """Return one line that says of what effect an impulse response is made."""
    told = {"effect": effect.name, "settings": effect.settings(), "rate_hz": rate_hz}
    return _OURS + json.dumps(told, sort_keys=True)


def effect_said(data: bytes) -> tuple[Effect, int] | None:
    """Return the effect that such a file (or a Turtle file's remark) tells, and its rate.

    ``None`` for files that tell nothing, or nothing that we know.
    """
    if data[:4] == b"RIFF":
        line = _comments(data).get(b"ICMT", b"").rstrip(b"\0").decode("utf-8", "replace")
    else:
        lines = data[:_MOST_TEXT_BYTES].decode("utf-8", "replace").splitlines()
        line = next((x.removeprefix("# ") for x in lines if x.startswith("# " + _OURS)), "")
    if not line.startswith(_OURS):
        return None
    try:
        told = json.loads(line.removeprefix(_OURS))
        return recall(str(told["effect"]), dict(told["settings"])), int(told["rate_hz"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _comments(wav: bytes) -> Mapping[bytes, bytes]:
    """Return what a RIFF file's LIST INFO says, as far as it can be read."""
    for name, body in _chunks(wav[12:]):
        if name == b"LIST" and body[:4] == b"INFO":
            return dict(_chunks(body[4:]))
    return {}


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    out, at = [], 0
    while at + 8 <= len(data):
        (size,) = struct.unpack_from("<I", data, at + 4)
        out.append((data[at : at + 4], data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return out
