"""Which plug-in sounds as a device of ours, if there is one."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.effects.compressor import Compressor
from tonmeister.effects.width import Width
from tonmeister.exchange.twins.bands import Band, bands_of
from tonmeister.exchange.twins.compressing import compressor
from tonmeister.exchange.twins.convolving import convolver
from tonmeister.exchange.twins.equalising import MOST_BANDS, equaliser
from tonmeister.exchange.twins.impulses import fixed_in_time
from tonmeister.exchange.twins.twin import Twin, effect_in
from tonmeister.exchange.twins.widening import widener
from tonmeister.model.daw import DawDevice

Together = tuple[tuple[DawDevice, ...], Twin]
"""Devices next to each other, and the one plug-in that plays them all."""


def twin_of(device: DawDevice, rate_hz: int, channels: int) -> Twin | None:
    """Return the plug-in that sounds as this device on a track of one or two channels.

    ``None``: there is none, and it must be printed into the audio. So is a device whose knobs
    move, or that hears another track. Raises ``OutOfRange`` for settings that our own effect
    does not take.
    """
    found = twins_of((device,), rate_hz, channels)
    return None if found is None else found[0][1]


def twins_of(devices: Sequence[DawDevice], rate_hz: int, channels: int) -> list[Together] | None:
    """Return plug-ins that play a chain, equalisers that stand side by side as one.

    ``None`` if one of the devices has no twin; no devices need no plug-in.
    """
    out: list[Together] = []
    waiting: list[tuple[DawDevice, tuple[Band, ...]]] = []

    def close() -> None:
        """Make the equaliser of what has come together."""
        if waiting:
            bands = [band for _, of_one in waiting for band in of_one]
            twin = equaliser(bands, rate_hz, channels)
            out.append((tuple(device for device, _ in waiting), twin))
            waiting.clear()

    for device in devices:
        bands = _bands(device, rate_hz)
        if bands is not None:
            if sum(len(of_one) for _, of_one in waiting) + len(bands) > MOST_BANDS:
                close()
            waiting.append((device, bands))
            continue
        close()
        alone = _alone(device, rate_hz, channels)
        if alone is None:
            return None
        out.append(((device,), alone))
    close()
    return out


def _bands(device: DawDevice, rate_hz: int) -> tuple[Band, ...] | None:
    effect = effect_in(device)
    return None if effect is None else bands_of(effect, rate_hz, on=device.enabled)


def _alone(device: DawDevice, rate_hz: int, channels: int) -> Twin | None:
    effect = effect_in(device)
    if effect is None:
        return None
    if isinstance(effect, Compressor):
        return compressor(effect, channels, on=device.enabled)
    if isinstance(effect, Width):
        return widener(effect, rate_hz, on=device.enabled) if channels == 2 else None
    if fixed_in_time(effect, channels):
        return convolver(effect, rate_hz, channels, on=device.enabled)
    return None
