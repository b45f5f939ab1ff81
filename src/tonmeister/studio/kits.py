"""The sounds that edits name: one-shots of drum kits, opened from where the edits say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tonmeister.model import Edit
from tonmeister.signal import Samples
from tonmeister.studio.project import Project


def kit_sounds(edits: Sequence[Edit], rate_hz: int, project: Project) -> Mapping[str, Samples]:
    """Return the sounds [channels, n] that these edits name, at a rate, by name."""
    return {}
