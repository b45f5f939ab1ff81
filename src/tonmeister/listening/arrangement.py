"""What happens when in a song, and how many play."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonmeister.listening.features import HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import parts
from tonmeister.model import Section

PLAYS_PART = 0.3
"""A part plays in a section where it sounds at least this much of it."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """``intro_s``: until the first sung word, or until the first section that is no intro.
    ``first_vocal_s`` and ``first_chorus_s`` are None where there is none. ``playing``: how many
    parts play in each section; empty without stems.
    """

    sections: tuple[Section, ...]
    intro_s: float
    first_vocal_s: float | None
    first_chorus_s: float | None
    playing: tuple[int, ...]


def arrangement(heard: Heard) -> Arrangement | None:
    """Return what the song map and the stems say; None where the song has no sections."""
    sections = heard.song.sections
    if not sections:
        return None
    vocal = heard.song.phrases[0].start_s if heard.song.phrases else None
    chorus = next((s.where.start_s for s in sections if s.name.startswith("chorus")), None)
    body = next((s.where.start_s for s in sections if not s.name.startswith("intro")), 0.0)
    return Arrangement(
        sections=sections,
        intro_s=min(body, vocal) if vocal is not None and body > 0.0 else vocal or body,
        first_vocal_s=vocal,
        first_chorus_s=chorus,
        playing=_playing(heard, sections),
    )


def _playing(heard: Heard, sections: tuple[Section, ...]) -> tuple[int, ...]:
    active = parts(heard).active
    if active.shape[0] < 2:
        return ()
    counts = []
    for section in sections:
        where = section.where
        inside = active[:, round(where.start_s / HOP_S) : round(where.end_s / HOP_S)]
        share = inside.mean(axis=1) if inside.size else np.zeros(active.shape[0])
        counts.append(int((share >= PLAYS_PART).sum()))
    return tuple(counts)
