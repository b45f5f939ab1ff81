"""What a plug-in must be set to so that it sounds as an effect of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tonmeister.effects import Effect, recall
from tonmeister.model.daw import DawDevice

_NO_FILES: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Twin:
    """A free LV2 plug-in with its knobs set as ours.

    ``title`` is how a person knows it. ``ports`` are its control ports by symbol; those that are
    not named stay where the plug-in puts them. ``tolerance_dbfs``: what is left of our effect's
    sound less the plug-in's peaks under this, as measured, for sound that peaks at full scale.
    ``state``: files of one folder, first ``state.ttl``, that the plug-in's host restores it from
    (Ardour: ``plugins/<processor id>/state1/`` and ``<lv2 state-dir="state1">``); the big ones
    are made when they are asked for.
    """

    uri: str
    title: str
    ports: Mapping[str, float]
    tolerance_dbfs: float
    state: Mapping[str, bytes] = field(default_factory=lambda: _NO_FILES, compare=False)


def effect_in(device: DawDevice) -> Effect | None:
    """Return our effect in a device whose knobs stand still and that hears no other track."""
    if not device.effect or device.plugin is not None or device.curves or device.key:
        return None
    effect = recall(device.effect, device.settings)
    return None if effect.needs_key else effect
