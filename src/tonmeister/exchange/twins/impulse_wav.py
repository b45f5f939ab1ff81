"""An impulse response as a WAV file in memory: single precision, the same bytes every time."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping

import numpy as np

from tonmeister.effects import Effect, OutOfRange, recall
from tonmeister.signal import Samples

_FLOAT = 3
_OURS = "tonmeister "


def written(samples: Samples, rate_hz: int, effect: Effect) -> bytes:
    """Return the file of ``[channel, frame]``; its comment says what effect it is made of."""
    channels, frames = samples.shape
    data = np.ascontiguousarray(samples.T, dtype="<f4").tobytes()
    about = {"effect": effect.name, "settings": effect.settings(), "rate_hz": rate_hz}
    comment = (_OURS + json.dumps(about, sort_keys=True)).encode()
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


def effect_said(wav: bytes) -> tuple[Effect, int] | None:
    """Return the effect that such a file was made of, and its rate; ``None`` for other files."""
    comment = _comments(wav).get(b"ICMT", b"").rstrip(b"\0").decode("utf-8", "replace")
    if not comment.startswith(_OURS):
        return None
    try:
        about = json.loads(comment.removeprefix(_OURS))
        return recall(str(about["effect"]), dict(about["settings"])), int(about["rate_hz"])
    except (ValueError, TypeError, KeyError, OutOfRange):
        return None


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _comments(wav: bytes) -> Mapping[bytes, bytes]:
    """Return what a RIFF file's LIST INFO says, as far as it can be read."""
    for name, body in _chunks(wav[12:]) if wav[:4] == b"RIFF" else ():
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
