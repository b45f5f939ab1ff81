"""Finding LV2 plug-ins by what their bundles say of them; nothing of a plug-in is run for it.

Source: LV2 core specification 1.18 (lv2plug.in), discovery through ``manifest.ttl``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tonmeister.studio.hosts.found import CannotHost, Found, Parameter
from tonmeister.studio.hosts.lilv_host import has_lilv
from tonmeister.studio.hosts.turtle import TYPE, BadTurtle, Thing, read_turtle

LV2 = "http://lv2plug.in/ns/lv2core#"
_NAME = "http://usefulinc.com/ns/doap#name"
_SEE = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
_UNIT = "http://lv2plug.in/ns/extensions/units#unit"
_LARGEST_BYTES = 8 * 2**20
_GIVEN = frozenset({
    "http://lv2plug.in/ns/ext/urid#map",
    "http://lv2plug.in/ns/ext/urid#unmap",
    "http://lv2plug.in/ns/ext/buf-size#powerOf2BlockLength",
    "http://lv2plug.in/ns/ext/buf-size#fixedBlockLength",
    "http://lv2plug.in/ns/ext/buf-size#boundedBlockLength",
    LV2 + "isLive",
    LV2 + "inPlaceBroken",
})  # fmt: skip
"""What ffmpeg's host gives a plug-in (libavfilter/af_lv2.c)."""
_MORE = frozenset({
    "http://lv2plug.in/ns/ext/options#options", "http://lv2plug.in/ns/ext/worker#schedule",
})  # fmt: skip
"""What our host on liblilv gives it besides."""


def lv2_folders() -> list[Path]:
    """Return where bundles are looked for: ``LV2_PATH``, or where every host looks."""
    asked = os.environ.get("LV2_PATH")
    if asked is not None:
        places = [Path(place).expanduser() for place in asked.split(os.pathsep) if place]
    elif sys.platform == "darwin":
        places = [Path.home() / "Library/Audio/Plug-Ins/LV2", Path("/Library/Audio/Plug-Ins/LV2")]
    else:
        home, system = Path.home() / ".lv2", ("/usr/local/lib/lv2", "/usr/lib/lv2")
        places = [home, *(Path(place) for place in system)]
    return [place for place in places if place.is_dir()]


def lv2_ids() -> dict[str, tuple[Path, Thing]]:
    """Return all that is installed: address -> its bundle, and what the manifest says of it."""
    known: dict[str, tuple[Path, Thing]] = {}
    for folder in lv2_folders():
        for bundle in sorted(path for path in folder.iterdir() if path.is_dir()):
            for address, thing in _read(bundle / "manifest.ttl", bundle).items():
                if LV2 + "Plugin" in thing.get(TYPE, ()):
                    known.setdefault(address, (bundle, thing))
    return known


def lv2_plugin(address: str) -> Found:
    """Return the plug-in of that address; raises ``CannotHost`` if it is not installed."""
    try:
        bundle, thing = lv2_ids()[address]
    except KeyError:
        raise CannotHost(f"no LV2 plug-in {address!r} is installed here") from None
    return described(address, bundle, thing)


def lv2_plugins(word: str = "") -> Iterator[Found]:
    """Return what is installed, in alphabetical order of the addresses.

    With a ``word`` only what has it in its address or its name.
    """
    wanted = word.casefold()
    for address, (bundle, thing) in sorted(lv2_ids().items()):
        if wanted not in address.casefold() and not _speaks_of(wanted, thing, bundle):
            continue
        found = described(address, bundle, thing)
        if wanted in address.casefold() or wanted in found.name.casefold():
            yield found


def _speaks_of(wanted: str, manifest: Thing, bundle: Path) -> bool:
    """Whether a word stands anywhere in a plug-in's files: quicker than to understand them."""
    files = [_file(str(file), bundle) for file in manifest.get(_SEE, ())]
    return any(wanted in path.read_bytes().decode("utf-8", "replace").casefold()
               for path in files if path is not None)  # fmt: skip


def described(address: str, bundle: Path, manifest: Thing) -> Found:
    """Read the rest of what a bundle says of a plug-in."""
    about: dict[str, list[object]] = {key: list(values) for key, values in manifest.items()}
    files = [path for file in manifest.get(_SEE, ()) if (path := _file(str(file), bundle))]
    for path in files:
        for key, values in _read(path, bundle).get(address, {}).items():
            about.setdefault(key, []).extend(values)
    binary = _file(str(next(iter(about.get(LV2 + "binary", [""])))), bundle)
    ports = [port for port in about.get(LV2 + "port", []) if isinstance(port, dict)]
    ins, sides, outs = _audio(ports)
    needs = {str(feature) for feature in about.get(LV2 + "requiredFeature", [])} - _GIVEN
    is_plain = not sides and not needs
    return Found(
        format="lv2", id=address, name=str(next(iter(about.get(_NAME, [address])))), path=bundle,
        version=_version([*files, *([binary] if binary else [])]),
        inputs=ins, outputs=outs, side_inputs=sides, is_late=any(map(_tells_latency, ports)),
        parameters=tuple(p for port in ports if (p := _parameter(port)) is not None),
        host="ffmpeg" if is_plain else "liblilv", refused=_refused(ins, sides, outs, needs),
    )  # fmt: skip


def _refused(ins: int, sides: int, outs: int, needs: set[str]) -> str:
    if (ins, outs) not in ((1, 1), (2, 2), (1, 2)):
        return f"it has {ins} inputs and {outs} outputs; a strip has one or two"
    more = has_lilv()
    if sides and not more:
        return "it has a side-chain, for which the library liblilv is needed"
    if needs := needs - (_MORE if more else frozenset()):
        names = ", ".join(sorted(need.rpartition("/")[2] for need in needs))
        return f"it needs what its host does not have: {names}" + (
            "" if more else " (with the library liblilv it may)"
        )
    return ""


def _audio(ports: list[Thing]) -> tuple[int, int, int]:
    """Count the inputs, the side-chain inputs and the outputs that carry sound."""
    ins = sides = outs = 0
    for port in ports:
        kinds = port.get(TYPE, ())
        if LV2 + "AudioPort" not in kinds:
            continue
        if LV2 + "OutputPort" in kinds:
            outs += 1
        elif _is_side(port):
            sides += 1
        else:
            ins += 1
    return ins, sides, outs


def _is_side(port: Thing) -> bool:
    said = [str(v) for key in ("portProperty", "designation") for v in port.get(LV2 + key, ())]
    groups = [str(v) for v in port.get("http://lv2plug.in/ns/ext/port-groups#group", ())]
    return LV2 + "isSideChain" in said or any("sidechain" in group.lower() for group in groups)


def _tells_latency(port: Thing) -> bool:
    said = (*port.get(LV2 + "portProperty", ()), *port.get(LV2 + "designation", ()))
    return LV2 + "reportsLatency" in said or LV2 + "latency" in said


def _parameter(port: Thing) -> Parameter | None:
    kinds = port.get(TYPE, ())
    if LV2 + "ControlPort" not in kinds or LV2 + "InputPort" not in kinds:
        return None
    symbol = str(next(iter(port.get(LV2 + "symbol", [""]))))
    low, high = _number(port, "minimum", 0.0), _number(port, "maximum", 1.0)
    unit = next((u for u in port.get(_UNIT, ()) if isinstance(u, str)), "")
    return Parameter(
        id=symbol, name=str(next(iter(port.get(LV2 + "name", [symbol])))), low=low, high=high,
        default=_number(port, "default", low), unit=unit.rpartition("#")[2],
    )  # fmt: skip


def _number(port: Thing, key: str, otherwise: float) -> float:
    value = next(iter(port.get(LV2 + key, [otherwise])))
    return float(value) if isinstance(value, (int, float)) else otherwise


def _file(address: str, bundle: Path) -> Path | None:
    parts = urlsplit(address)
    path = Path(unquote(parts.path)) if parts.scheme in ("", "file") and parts.path else None
    return path if path is not None and path.is_file() else None


def _read(path: Path, bundle: Path) -> dict[str, Thing]:
    """Read a file of a bundle; one that cannot be read says nothing."""
    try:
        stat = path.stat()
        if stat.st_size > _LARGEST_BYTES:
            return {}
        return _known(path, bundle.resolve().as_uri() + "/", stat.st_mtime_ns)
    except (OSError, UnicodeDecodeError, BadTurtle):
        return {}


@lru_cache(maxsize=4)
def _known(path: Path, base: str, _changed_ns: int) -> dict[str, Thing]:
    return read_turtle(path.read_text("utf-8"), base)


def _version(files: list[Path]) -> str:
    stats = [path.stat() for path in files]
    return " ".join(f"{stat.st_size}-{stat.st_mtime_ns}" for stat in stats)
