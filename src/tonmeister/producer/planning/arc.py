"""The way a song takes, in words: suggested from energy and tension, never more than that."""

from __future__ import annotations

from tonmeister.listening.planning.facts import SongFacts

ENERGY = ((0.35, "held back"), (0.65, "moving"), (1.01, "full"))
TENSION = ((0.4, "at rest"), (0.7, "leaning forward"), (1.01, "restless"))
FASTER_BPM, SLOWER_BPM = 125.0, 85.0


def arc(facts: SongFacts) -> tuple[str, ...]:
    """Return a line a section: how much energy and how much harmonic tension it has in this song.

    Words for feelings are suggestions: mode and tempo say little about what a song means.
    """
    return tuple(
        f"{s.name}: {_word(ENERGY, s.energy_score)}, {_word(TENSION, s.tension_score)}"
        for s in facts.sections
    )


def colour(facts: SongFacts) -> str:
    """Return what mode and tempo suggest, called a suggestion."""
    key, tempo = facts.song.key, facts.song.tempo
    if key is None and tempo is None:
        return "Neither key nor tempo is clear enough to suggest a colour."
    mode = "" if key is None else "bright" if key.mode == "major" else "dark"
    pace = ""
    if tempo is not None:
        pace = "driving" if tempo.tempo_bpm > FASTER_BPM else "calm" if (
            tempo.tempo_bpm < SLOWER_BPM
        ) else "walking"  # fmt: skip
    return f"Suggested by key and tempo alone: {' and '.join(w for w in (mode, pace) if w)}."


def _word(steps: tuple[tuple[float, str], ...], value: float) -> str:
    return next(word for below, word in steps if value < below)
