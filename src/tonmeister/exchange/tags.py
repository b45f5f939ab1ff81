"""What a file says about itself: title, artist, ISRC, UPC and how loud it is (ReplayGain 2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

Tags = Mapping[str, str]
"""Tag -> words: ``title``, ``artist``, ``album``, ``date``, ``track``, ``disc``, ``genre``,
``composer``, ``copyright``, ``comment``, ``isrc``, ``upc``, ``replaygain_...``; small letters."""

REFERENCE_LUFS = -18.0
"""Where ReplayGain 2.0 puts every song (wiki.hydrogenaud.io, ReplayGain 2.0 specification)."""

OPUS_LUFS = -23.0
"""Where Opus files put it (RFC 7845, section 5.2.1)."""


class BadTag(ValueError):
    """A tag that no receiver will take; the message says what would do."""


class Reading(Protocol):
    """What a meter read on a file."""

    @property
    def loudness_lufs(self) -> float: ...

    @property
    def true_peak_dbtp(self) -> float: ...


def replaygain(measured: Reading, album: Reading | None = None) -> dict[str, str]:
    """Return ReplayGain 2.0 tags of a track, with those of its album where it was measured.

    The peaks are true peaks, linear. A silent track has no gain, so it gets no tags.
    """
    tags: dict[str, str] = {}
    for name, reading in (("track", measured), ("album", album)):
        if reading is None or reading.loudness_lufs < -70.0:
            continue
        gain_db = REFERENCE_LUFS - reading.loudness_lufs
        tags[f"replaygain_{name}_gain"] = f"{gain_db:+.2f} dB"
        tags[f"replaygain_{name}_peak"] = f"{10.0 ** (reading.true_peak_dbtp / 20.0):.6f}"
    if tags:
        tags["replaygain_reference_loudness"] = f"{REFERENCE_LUFS:.2f} LUFS"
    return tags


def isrc(words: str) -> str:
    """Return an ISRC as files hold it, 12 signs without hyphens; raises ``BadTag`` (ISO 3901)."""
    plain = re.sub(r"[\s-]", "", words).upper()
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", plain):
        raise BadTag(
            f"{words!r} is no ISRC: two letters, three letters or digits, seven digits, "
            "such as QZ-ES6-26-00001"
        )
    return plain


def upc(words: str) -> str:
    """Return a UPC or EAN as files hold it; raises ``BadTag`` if its check digit is wrong."""
    plain = re.sub(r"[\s-]", "", words)
    digits = [int(c) for c in plain] if re.fullmatch(r"\d{12,13}", plain) else []
    weights = [3 if (len(digits) - 1 - i) % 2 == 1 else 1 for i in range(len(digits))]
    if not digits or sum(d * w for d, w in zip(digits, weights, strict=True)) % 10:
        raise BadTag(f"{words!r} is no UPC or EAN: 12 or 13 digits, the last a check digit")
    return plain


def clean(tags: Tags) -> dict[str, str]:
    """Return tags with small names, the codes checked; raises ``BadTag``."""
    told = {name.lower(): words for name, words in tags.items() if words}
    if "isrc" in told:
        told["isrc"] = isrc(told["isrc"])
    if "upc" in told:
        told["upc"] = upc(told["upc"])
    return told


def for_ffmpeg(tags: Tags, ending: str) -> dict[str, str]:
    """Return tags by the names that ffmpeg must be given for a kind of file."""
    told = dict(tags)
    if ending == "opus":
        told = opus_gains(told)
    named = {"upc": "BARCODE", "isrc": "TSRC" if ending == "mp3" else "ISRC"}
    if ending in ("flac", "ogg", "opus"):
        named |= {"date": "DATE"}
    out = {}
    for name, words in told.items():
        loudness = name.startswith(("replaygain_", "r128_"))
        out[name.upper() if loudness else named.get(name, name)] = words
    return out


def opus_gains(tags: Tags) -> dict[str, str]:
    """Return tags with ReplayGain as Opus has it: 1/256 dB, on the way to -23 LUFS."""
    told = {name: words for name, words in tags.items() if not name.startswith("replaygain_")}
    for name in ("track", "album"):
        gain = tags.get(f"replaygain_{name}_gain")
        if gain is not None:
            gain_db = float(gain.split()[0]) + OPUS_LUFS - REFERENCE_LUFS
            told[f"r128_{name}_gain"] = str(round(256.0 * gain_db))
    return told
