"""Moves of the arrangement that may help, each with what it promises: they are played and measured.

Only what can be played from what is there: parts left out, bars left out, a hint of the chorus.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from tonmeister.knowledge.roles import group_of
from tonmeister.listening.bands import db1
from tonmeister.listening.features import BANDS_HZ, HOP_S
from tonmeister.listening.heard import Heard
from tonmeister.listening.parts import Parts, parts
from tonmeister.listening.planning.facts import SectionFacts, SongFacts
from tonmeister.listening.tempo import DRUMS, VOICES
from tonmeister.producer.planning.nouns import Move, bars_said, sentence

LEAST_LU, MOST_LU = 0.3, 4.0
"""What leaving out may take from the level: below it is no move, above it no song is left."""
COVERED_DB = -3.0
"""From here on, against the voice between 1 and 4 kHz, a part is said to cover it."""
COVER_BONUS = 0.5
KEPT = DRUMS | VOICES | {"bass"}
LIFT_BARS = 4
LONG_INTRO_S, LONGEST_INTRO_S, LATE_HOOK_S, LONG_SONG_S = 8.0, 60.0, 30.0, 230.0
MOST_CUT_BARS, HOOK_BY_RATIO = 8, 0.5


def moves(facts: SongFacts, heard: Heard, count: int = 3) -> tuple[Move, ...]:
    """Return the most promising moves, best first, of each kind at most one."""
    best: dict[str, Move] = {}
    for move in _all(facts, heard):
        if move.rule not in best or move.score > best[move.rule].score:
            best[move.rule] = move
    return tuple(sorted(best.values(), key=lambda m: (-m.score, m.rule))[:count])


def _all(facts: SongFacts, heard: Heard) -> Iterator[Move]:
    if len(heard.strips) > 1:
        lanes = parts(heard)
        yield from _thin(facts, lanes)
        yield from _stop(facts, lanes)
        yield from _build(facts, lanes)
    yield from _shorter_intro(facts)
    yield from _overture(facts)
    yield from _cut_repeat(facts)


def _said(facts: SongFacts, first: int, bars: int) -> str:
    edges = facts.curves.edges_s
    return bars_said(
        first, bars, in_bars=facts.curves.in_bars,
        edges_s=(float(edges[first]), float(edges[first + bars])),
    )  # fmt: skip


def _before_choruses(facts: SongFacts) -> list[tuple[SectionFacts, SectionFacts]]:
    pairs = pairwise(facts.sections)
    return [(a, b) for a, b in pairs if b.kind == facts.chorus and a.kind != facts.chorus]


def _steps(facts: SongFacts, first: int, bars: int) -> slice:
    edges = facts.curves.edges_s
    return slice(round(edges[first] / HOP_S), max(1, round(edges[first + bars] / HOP_S)))


def _lu(lanes: Parts, where: slice, without: tuple[int, ...] = ()) -> float:
    rows = [i for i in range(len(lanes.names)) if i not in without]
    return db1(float(lanes.k_power[rows, where].sum(axis=0).mean()))


def _thin(facts: SongFacts, lanes: Parts) -> Iterator[Move]:
    """Leave a part, or a group of them, out before a chorus that they play in, too."""
    for before, chorus in _before_choruses(facts):
        bars = min(8, before.bars)
        first = before.first_bar + before.bars - bars
        where = _steps(facts, first, bars)
        full = _lu(lanes, where)
        for rows in _groups(lanes, before, chorus):
            gain = full - _lu(lanes, where, rows)
            over = _over_voice_db(lanes, rows, where)
            covers = over > COVERED_DB
            if gain > MOST_LU or (gain < LEAST_LU and not covers):
                continue
            names = tuple(lanes.names[row] for row in rows)
            masked = f"between 1 and 4 kHz it lies {over:+.0f} dB against the voice there, and "
            yield Move(
                rule="plan/thin", kind="mute", first_bar=first, bars=bars, parts=names,
                lift_bar=chorus.first_bar, expected_lu=gain, score=gain + COVER_BONUS * covers,
                words=sentence("plan/thin", part=" and ".join(names),
                               where=_said(facts, first, bars), masked=masked if covers else "",
                               expected_lu=round(gain, 1)),
            )  # fmt: skip


def _groups(lanes: Parts, before: SectionFacts, chorus: SectionFacts) -> list[tuple[int, ...]]:
    """Return what may rest: each part that plays before and in the chorus, and all of one group."""
    both = set(before.playing) & set(chorus.playing)
    rows = [i for i, n in enumerate(lanes.names) if n in both and lanes.roles[i] not in KEPT]
    groups: dict[str, list[int]] = {}
    for row in rows:
        groups.setdefault(group_of(lanes.roles[row]), []).append(row)
    several = [tuple(group) for group in groups.values() if len(group) > 1]
    return [(row,) for row in rows] + several


def _over_voice_db(lanes: Parts, rows: tuple[int, ...], where: slice) -> float:
    """Return how parts lie against the lead between 1 and 4 kHz while it sings."""
    presence = (BANDS_HZ >= 1000.0) & (BANDS_HZ <= 4000.0)
    voices = lanes.index("lead vocal")
    sung = np.asarray(lanes.active[voices, where]).any(axis=0)
    if not sung.any():
        return -np.inf
    here = lanes.power[:, presence, where][:, :, sung]
    return db1(float(here[list(rows)].sum())) - db1(float(here[voices].sum()))


def _stop(facts: SongFacts, lanes: Parts) -> Iterator[Move]:
    """Let the band rest for the bar before the last chorus."""
    pairs = _before_choruses(facts)
    if not pairs or len(pairs) < 2:
        return
    chorus = pairs[-1][1]
    first = chorus.first_bar - 1
    where = _steps(facts, first, 1)
    kept = [i for i, role in enumerate(lanes.roles) if role in VOICES]
    sounding = [i for i in kept if lanes.active[i, where].mean() > 0.3]
    if not sounding:
        return
    out = tuple(i for i in range(len(lanes.names)) if i not in kept)
    gain = (_lu(lanes, where) - _lu(lanes, where, out)) / LIFT_BARS
    yield Move(
        rule="plan/stop", kind="mute", first_bar=first, bars=1, lift_bar=chorus.first_bar,
        parts=tuple(lanes.names[i] for i in out), expected_lu=gain, score=min(gain, 1.5) * 0.8,
        words=sentence("plan/stop", where=_said(facts, first, 1), expected_lu=round(gain, 1),
                       keeps=" and ".join(lanes.names[i] for i in sounding)),
    )  # fmt: skip


def _build(facts: SongFacts, lanes: Parts) -> Iterator[Move]:
    """Begin the second verse with drums, bass and voice alone."""
    verses = facts.of_kind(facts.verse)
    if len(verses) < 2 or verses[1].bars < 4:
        return
    bars, first = verses[1].bars // 2, verses[1].first_bar
    where = _steps(facts, first, bars)
    out = tuple(
        i for i, name in enumerate(lanes.names)
        if lanes.roles[i] not in KEPT and name in verses[1].playing
    )  # fmt: skip
    rest = [n for i, n in enumerate(lanes.names) if i not in out and n in verses[1].playing]
    if not out or len(rest) < 2:
        return
    gain = _lu(lanes, where) - _lu(lanes, where, out)
    if gain > 2.0 * MOST_LU:
        return
    keeps = ", ".join(dict.fromkeys("drums" if lanes.roles[lanes.names.index(n)] in DRUMS else n
                                    for n in rest))  # fmt: skip
    yield Move(
        rule="plan/build", kind="mute", first_bar=first, bars=bars, lift_bar=first + bars,
        parts=tuple(lanes.names[i] for i in out), expected_lu=gain, score=0.7 * gain,
        words=sentence("plan/build", where=_said(facts, first, bars), keeps=keeps,
                       expected_lu=round(gain, 1)),
    )  # fmt: skip


def _shorter_intro(facts: SongFacts) -> Iterator[Move]:
    if not facts.sections or not LONG_INTRO_S <= facts.intro_s <= LONGEST_INTRO_S:
        return  # what is longer is no intro but a song that is played
    edges = facts.curves.edges_s
    intro_bars = int(np.searchsorted(edges, facts.intro_s + 0.05) - 1)
    cut = min(intro_bars // 2, MOST_CUT_BARS)
    if cut < 1:
        return
    first = facts.sections[0].first_bar
    saved = float(edges[first + cut] - edges[first])
    yield Move(
        rule="plan/shorter_intro", kind="cut", first_bar=first, bars=cut, saved_s=saved,
        score=0.08 * saved,
        words=sentence("plan/shorter_intro", where=_said(facts, first, cut), saved_s=saved),
    )  # fmt: skip


def _overture(facts: SongFacts) -> Iterator[Move]:
    if facts.hook_s is None or facts.hook_s < LATE_HOOK_S:
        return
    if facts.hook_s > HOOK_BY_RATIO * facts.song.length_s:
        return  # a chorus that late is hardly one
    chorus = facts.of_kind(facts.chorus)[0]
    bars = min(4, chorus.bars)
    yield Move(
        rule="plan/overture", kind="front", first_bar=chorus.first_bar, bars=bars,
        score=0.02 * facts.hook_s, saved_s=facts.hook_s,
        words=sentence("plan/overture", where=_said(facts, chorus.first_bar, bars),
                       hook_s=facts.hook_s),
    )  # fmt: skip


def _cut_repeat(facts: SongFacts) -> Iterator[Move]:
    """Cut a section that follows on one of its own kind, or a second verse's second half."""
    if facts.song.length_s < LONG_SONG_S:
        return
    for before, section in pairwise(facts.sections):
        if section.kind == before.kind and section.bars >= 4:
            saved = section.where.end_s - section.where.start_s
            yield Move(
                rule="plan/cut_repeat", kind="cut", first_bar=section.first_bar, bars=section.bars,
                saved_s=saved, score=0.03 * saved,
                words=sentence("plan/cut_repeat", saved_s=saved,
                               where=_said(facts, section.first_bar, section.bars)),
            )  # fmt: skip
