"""Plug-ins of another program's session that are twins of ours, as our effects again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from tonmeister.effects import Effect, OutOfRange
from tonmeister.exchange.twins.compressing import URIS as COMPRESSORS
from tonmeister.exchange.twins.compressing import read_compressor
from tonmeister.exchange.twins.convolving import URIS as CONVOLVERS
from tonmeister.exchange.twins.convolving import read_convolver
from tonmeister.exchange.twins.equalising_read import read_equaliser
from tonmeister.exchange.twins.widening import WIDTH_URI, read_width
from tonmeister.model.daw import DawDevice, DawPlugin

_EQUALISER = re.compile(r"http://lsp-plug\.in/plugins/lv2/para_equalizer_x(16|32)_(mono|stereo)")
_NO_FILES: Mapping[str, bytes] = MappingProxyType({})


def effect_of(
    plugin: DawPlugin, rate_hz: int, files: Mapping[str, bytes] = _NO_FILES
) -> tuple[DawDevice, ...]:
    """Return our effects that a plug-in is the twin of, in the order they were joined.

    ``files`` are those of its state folder, by name (a room is told by its impulse response).
    Nothing comes back for a plug-in that is none of our twins, or that was set to something no
    effect of ours does.
    """
    if plugin.kind != "lv2":
        return ()
    ports = plugin.values
    try:
        if _EQUALISER.fullmatch(plugin.id):
            return _devices(read_equaliser(ports, rate_hz))
        return _device(_one(plugin.id, ports, files, rate_hz), ports)
    except OutOfRange:
        return ()


def _one(
    uri: str, ports: Mapping[str, float], files: Mapping[str, bytes], rate_hz: int
) -> Effect | None:
    if uri in COMPRESSORS.values():
        return read_compressor(ports)
    if uri == WIDTH_URI:
        return read_width(ports)
    if uri in CONVOLVERS.values():
        return read_convolver(ports, files, rate_hz)
    return None


def _device(effect: Effect | None, ports: Mapping[str, float]) -> tuple[DawDevice, ...]:
    on = all(ports.get(symbol, 1.0) > 0.5 for symbol in ("enable", "enabled"))
    return () if effect is None else _devices(((effect, on),))


def _devices(found: tuple[tuple[Effect, bool], ...] | None) -> tuple[DawDevice, ...]:
    return tuple(
        DawDevice(name=effect.name, effect=effect.name, settings=effect.settings(), enabled=on)
        for effect, on in found or ()
    )
