"""What there is to say about a song's form before work begins: facts, and opinions called so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from tonmeister.knowledge.song_figures import SongFigure, song_figures
from tonmeister.listening.planning.facts import SectionFacts, SongFacts
from tonmeister.producer.planning.nouns import Opinion, bars_said, sentence

SAME_ENERGY = 0.08
FLAT_PERCENT = 50.0
LONG_ENOUGH_S = 100.0


def opinions(facts: SongFacts) -> tuple[Opinion, ...]:
    """Return all that the figures of knowledge/song_figures.toml say about this song."""
    told: list[Opinion] = []
    for rule in (_intro, _hook, _length, _lift, _second_verse, _climax, _density, _contrast, _half):
        told += rule(facts)
    return tuple(told)


def where(facts: SongFacts, section: SectionFacts) -> str:
    """Say where a section lies."""
    edges = (section.where.start_s, section.where.end_s)
    return bars_said(section.first_bar, section.bars, in_bars=facts.curves.in_bars, edges_s=edges)


def _against(figure: SongFigure, rule: str, *, worth: bool, **told: float | str) -> Opinion:
    words = sentence(rule, **told, **({"says": figure.says} if worth else {}))
    return Opinion(
        rule=rule, words=words, worth=worth, grade=figure.grade, source=figure.source, facts=told
    )


def _intro(facts: SongFacts) -> Iterator[Opinion]:
    figure = song_figures()["intro_s"]
    long = facts.intro_s > (figure.usual_high or 0.0)
    rule = "plan/intro_long" if long else "plan/intro_fine"
    yield _against(figure, rule, worth=long, intro_s=round(facts.intro_s, 1))


def _hook(facts: SongFacts) -> Iterator[Opinion]:
    figure = song_figures()["chorus_s"]
    if facts.hook_s is None:
        yield Opinion(rule="plan/hook_unknown", words=sentence("plan/hook_unknown"), worth=False,
                      grade="fact", source="the song map")  # fmt: skip
        return
    late = facts.hook_s > (figure.usual_high or 0.0)
    rule = "plan/hook_late" if late else "plan/hook_fine"
    yield _against(figure, rule, worth=late, hook_s=round(facts.hook_s, 1))


def _length(facts: SongFacts) -> Iterator[Opinion]:
    figure = song_figures()["length_s"]
    length_s = facts.song.length_s
    if length_s > (figure.usual_high or 0.0):
        yield _against(figure, "plan/length_long", worth=True, length_s=length_s)
    elif length_s < (figure.usual_low or 0.0):
        yield _against(
            figure, "plan/length_short", worth=False, length_s=length_s, says=figure.says
        )


def _lift(facts: SongFacts) -> Iterator[Opinion]:
    figure = song_figures()["lift_lu"]
    for before, section in pairwise(facts.sections):
        if section.kind != facts.chorus or before.kind == facts.chorus:
            continue
        lift = section.loudness_lu - before.loudness_lu
        new = [part for part in section.playing if part not in before.playing]
        at = where(facts, section)
        if lift < (figure.usual_low or 0.0) and not new:
            yield _against(figure, "plan/no_lift", worth=True, where=at, lift_lu=round(lift, 1))
        else:
            yield _against(
                figure, "plan/lift_fine", worth=False, where=at, lift_lu=round(lift, 1),
                new=", ".join(new) or "nobody",
            )  # fmt: skip


def _second_verse(facts: SongFacts) -> Iterator[Opinion]:
    verses = facts.of_kind(facts.verse)
    if len(verses) < 2 or not facts.parts:
        return
    first, second = verses[:2]
    if set(second.playing) <= set(first.playing) and (
        second.energy_score - first.energy_score < SAME_ENERGY
    ):
        yield Opinion(
            rule="plan/verse_same", worth=True, grade="practice", source="house practice",
            words=sentence("plan/verse_same", where=where(facts, second)),
        )  # fmt: skip


def _climax(facts: SongFacts) -> Iterator[Opinion]:
    figure = song_figures()["climax_percent"]
    percent, bar = facts.climax
    early = percent < (figure.usual_low or 0.0) and facts.song.length_s > LONG_ENOUGH_S
    at = bars_said(
        bar, 1, in_bars=facts.curves.in_bars,
        edges_s=(float(facts.curves.edges_s[bar]), float(facts.curves.edges_s[bar + 1])),
    )  # fmt: skip
    rule = "plan/climax_early" if early else "plan/climax_fine"
    yield _against(figure, rule, worth=early, climax_percent=round(percent), where=at)


def _density(facts: SongFacts) -> Iterator[Opinion]:
    counts = [len(s.playing) for s in facts.sections]
    if len(facts.parts) < 4 or len(counts) < 3:
        return
    figure = song_figures()["playing_count"]
    if max(counts) - min(counts) < (figure.usual_low or 0.0):
        yield _against(
            figure, "plan/all_play", worth=True, least_count=min(counts), most_count=max(counts)
        )


def _contrast(facts: SongFacts) -> Iterator[Opinion]:
    kinds = list(dict.fromkeys(s.kind for s in facts.sections if s.kind not in ("intro", "outro")))
    if len(facts.sections) >= 4 and len(kinds) <= 2 and facts.song.length_s > LONG_ENOUGH_S:
        words = sentence(
            "plan/no_contrast", kinds=" and ".join(kinds), length_s=facts.song.length_s
        )
        yield Opinion(rule="plan/no_contrast", words=words, worth=True, grade="practice",
                      source="house practice")  # fmt: skip


def _half(facts: SongFacts) -> Iterator[Opinion]:
    energy = facts.curves.energy_score
    if len(energy) < 16 or facts.song.length_s < LONG_ENOUGH_S:
        return
    half = len(energy) // 2
    spans = [
        float(np.ptp(np.percentile(part, (10, 90)))) for part in (energy[:half], energy[half:])
    ]
    percent = 100.0 * spans[1] / max(spans[0], 1e-6)
    if percent < FLAT_PERCENT:
        words = sentence("plan/second_half", second_percent=round(percent))
        yield Opinion(rule="plan/second_half", words=words, worth=True, grade="practice",
                      source="house practice")  # fmt: skip
