"""A song as a producer takes it in before work begins: form, range, who plays where, what lifts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tonmeister.listening.arrangement import arrangement
from tonmeister.listening.heard import Heard
from tonmeister.listening.planning.curves import Curves, curves_of
from tonmeister.listening.tempo import VOICES
from tonmeister.model import SongMap, Span

PLAYS, SOUNDS = 0.5, 0.05
"""A part plays in a section if it sounds in half of its bars, in a bar from a twentieth on."""
CLIMAX_BARS = 4
LOW_PERCENT, HIGH_PERCENT = 5.0, 95.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFacts:
    """One section: bars from 0, and how it stands against the whole song."""

    name: str
    where: Span
    first_bar: int
    bars: int
    loudness_lu: float
    density_hz: float
    brightness_octaves: float
    energy_score: float
    tension_score: float
    playing: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Its name without a number: "verse" of "verse 2"."""
        return self.name.rstrip("0123456789 ")


@dataclass(frozen=True, slots=True, kw_only=True)
class SongFacts:
    """What can be said of a song before anything is done to it.

    ``range_midi`` is where the lead sings (5th to 95th percentile of sung time), ``centre_midi``
    the middle of it; None without a lead vocal.
    """

    title: str
    song: SongMap
    curves: Curves
    sections: tuple[SectionFacts, ...]
    intro_s: float
    first_vocal_s: float | None
    range_midi: tuple[float, float] | None
    centre_midi: float | None
    parts: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[SectionFacts, ...]:
        """Return all sections of a kind: all choruses."""
        return tuple(s for s in self.sections if s.kind == kind)

    @property
    def chorus(self) -> str:
        """The kind of section that is the chorus: so named, or the one with most energy of those
        that come again; empty where none does.
        """
        return self._again(lambda s: s.kind.startswith(("chorus", "refrain", "drop")), highest=True)

    @property
    def verse(self) -> str:
        """The kind of section that is the verse: so named, or the other one that comes again."""
        return self._again(lambda s: s.kind.startswith("verse"), highest=False)

    def _again(self, named: Callable[[SectionFacts], bool], *, highest: bool) -> str:
        for section in self.sections:
            if named(section):
                return section.kind
        kinds = {s.kind for s in self.sections if s.kind not in ("intro", "outro")}
        energy = {
            kind: float(np.mean([s.energy_score for s in self.of_kind(kind)]))
            for kind in sorted(kinds)
            if len(self.of_kind(kind)) > 1
        }
        if len(energy) < 2:
            return ""
        pick = max if highest else min
        return pick(energy, key=lambda kind: energy[kind])

    @property
    def hook_s(self) -> float | None:
        """When the first chorus begins."""
        found = self.of_kind(self.chorus)
        return found[0].where.start_s if found else None

    @property
    def climax(self) -> tuple[float, int]:
        """Where the four bars with most energy lie, in percent of the song, and their first bar."""
        energy, edges = self.curves.energy_score, self.curves.edges_s
        width = min(CLIMAX_BARS, len(energy))
        means = np.convolve(energy, np.ones(width) / width, "valid")
        bar = int(np.flatnonzero(means > means.max() - 0.01)[-1])
        middle = (edges[bar] + edges[bar + width]) / 2.0
        return float(100.0 * middle / max(edges[-1], 1e-3)), bar


def facts_of(heard: Heard, title: str) -> SongFacts:
    """Return the facts of a song that was heard."""
    curves = curves_of(heard)
    laid = arrangement(heard)
    voice = _range(heard)
    return SongFacts(
        title=title,
        song=heard.song,
        curves=curves,
        sections=tuple(_section(curves, s.name, s.where) for s in heard.song.sections),
        intro_s=laid.intro_s if laid else 0.0,
        first_vocal_s=laid.first_vocal_s if laid else None,
        range_midi=None if voice is None else (voice[0], voice[2]),
        centre_midi=None if voice is None else voice[1],
        parts=curves.names,
    )


def _section(curves: Curves, name: str, where: Span) -> SectionFacts:
    first = curves.bar_of(where.start_s + 0.05)
    last = max(first, curves.bar_of(where.end_s - 0.05))
    bars = slice(first, last + 1)
    loud = 10.0 ** (curves.loudness_lu[bars] / 10.0)
    playing = (curves.playing[bars] > SOUNDS).mean(axis=0) if curves.playing.size else np.zeros(0)
    return SectionFacts(
        name=name,
        where=where,
        first_bar=first,
        bars=last + 1 - first,
        loudness_lu=float(10.0 * np.log10(max(float(loud.mean()), 1e-9))),
        density_hz=float(curves.density_hz[bars].mean()),
        brightness_octaves=float(curves.brightness_octaves[bars].mean()),
        energy_score=float(curves.energy_score[bars].mean()),
        tension_score=float(curves.tension_score[bars].mean()),
        playing=tuple(n for n, share in zip(curves.names, playing, strict=True) if share >= PLAYS),
    )


def _range(heard: Heard) -> tuple[float, float, float] | None:
    """Return the low end, the middle and the high end of what the lead sings, in MIDI pitches."""
    leads = [n for n, role in heard.roles.items() if role == "lead vocal" and n in heard.strips]
    leads = leads or [n for n, role in heard.roles.items() if role in VOICES and n in heard.strips]
    rows = [heard.strips[n].pitch_hz[heard.strips[n].active] for n in leads]
    pitch = np.concatenate(rows) if rows else np.zeros(0)
    pitch = pitch[pitch > 0.0]
    if pitch.size < 20:
        return None
    midi = 69.0 + 12.0 * np.log2(pitch / 440.0)
    low, centre, high = np.percentile(midi, (LOW_PERCENT, 50.0, HIGH_PERCENT))
    return float(low), float(centre), float(high)
