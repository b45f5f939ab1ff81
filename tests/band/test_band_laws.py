"""What holds for every style, on charts of all meters and chords."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import pairwise

import pytest

from tests.band.band_charts import CHARTS
from tests.band.band_measures import (
    STRINGS,
    in_harmony,
    leading_semitones,
    out_of_range,
    plan_of,
    push_error_ms,
)
from tonmeister.knowledge.styles import reach, style, styles
from tonmeister.model import Arrangement
from tonmeister.music.clock import bar_start, tempo_at
from tonmeister.producer.arranging.arranger import arrange
from tonmeister.producer.arranging.harmony import Harmony

EVERYBODY = ("drums", "bass", "keys", "guitar", "pad", "strings", "lead")


@cache
def played(name: str) -> dict[str, Arrangement]:
    """Half of the charts in a style, with everybody playing; the other half in the next style."""
    turn = styles().index(name)
    return {
        title: arrange(chart, style(name), parts=EVERYBODY, seed=7 + n)
        for n, (title, chart) in enumerate(CHARTS.items())
        if title == "half bars" or (n + turn) % 2 == 0
    }


@pytest.fixture(params=styles(), scope="module")
def named(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_no_note_is_outside_its_instrument(named: str) -> None:
    for title, done in played(named).items():
        for clip in done.clips:
            assert out_of_range(clip, reach) == 0, (title, clip.name)


def test_every_part_keeps_to_its_register(named: str) -> None:
    for title, done in played(named).items():
        for clip in done.clips:
            chair = style(named).chairs[clip.part]
            if clip.part == "drums" or chair.rule == "two hands":
                continue
            keys = [n.midi for n in clip.notes]
            assert not keys or (chair.low <= min(keys) and max(keys) <= chair.high), (title, clip)


def test_no_two_notes_of_one_pitch_overlap(named: str) -> None:
    for title, done in played(named).items():
        for clip in done.clips:
            rows = defaultdict(list)
            for note in clip.notes:
                rows[note.midi].append(note)
            for own in () if clip.part == "drums" else rows.values():
                for a, b in pairwise(sorted(own, key=lambda n: n.start_quarters)):
                    each_ms = 60_000.0 / tempo_at(done.chart, b.start_quarters).quarter_bpm
                    end = a.start_quarters + a.length_quarters
                    assert end <= b.start_quarters + 1e-9, (title, clip.name, a, b)
                    heard = end + (a.late_ms - b.late_ms) / each_ms
                    shortest = a.length_quarters < 0.02
                    assert heard <= b.start_quarters + 1e-9 or shortest, (title, clip.name, a, b)


def test_velocities_and_lengths_are_real(named: str) -> None:
    for title, done in played(named).items():
        for clip in done.clips:
            for note in clip.notes:
                assert 0.0 < note.velocity <= 1.0, (title, clip.name, note)
                assert note.length_quarters > 0.0, (title, clip.name, note)
                assert note.start_quarters >= 0.0, (title, clip.name, note)
                assert abs(note.late_ms) < 400.0, (title, clip.name, note)


def test_each_part_is_as_late_as_its_style_on_average(named: str) -> None:
    for title, done in played(named).items():
        assert push_error_ms(done, style(named)) < 1.0, title


def test_voices_move_two_semitones_at_most_on_average(named: str) -> None:
    rows = [leading_semitones(done, style(named)) for done in played(named).values()]
    for part in ("keys", "pad", "strings"):
        moved = [row[part] for row in rows if part in row]
        assert sum(moved) / len(moved) <= 2.0, (part, moved)


def test_the_bass_plays_the_root_or_the_slash_where_a_chord_begins(named: str) -> None:
    for title, done in played(named).items():
        starts = {round(s.start, 3): s for s in Harmony(done.chart).stretches}
        for clip in done.clips:
            for note in clip.notes if clip.part == "bass" else ():
                chord = starts.get(round(note.start_quarters, 3))
                if chord is not None and note.length_quarters > 0.2:
                    assert note.midi % 12 == chord.bass, (title, chord.symbol.name, note)


def test_nine_notes_in_ten_belong_to_the_chord_or_its_scale(named: str) -> None:
    shares = {title: in_harmony(done) for title, done in played(named).items()}
    assert min(shares.values()) >= 0.9, shares


def test_who_is_silent_in_the_plan_is_silent(named: str) -> None:
    for title, done in played(named).items():
        plan = plan_of(done, style(named))
        for clip in done.clips:
            for bar in plan:
                start = float(bar.start_quarters)
                end = start + float(bar.meter.bar_quarters)
                if clip.part not in bar.parts:
                    inside = [n for n in clip.notes if n.start_quarters < end - 1e-6
                              and n.start_quarters + n.length_quarters > start + 1e-6]  # fmt: skip
                    if clip.part == "drums":  # a cymbal rings on
                        inside = [n for n in inside if n.start_quarters >= start - 1e-6]
                    assert not inside, (title, clip.name, bar)


def test_songs_end_on_one_chord_that_rings(named: str) -> None:
    for title, done in played(named).items():
        plan = plan_of(done, style(named))
        last = plan[-1]
        assert last.ending
        start = float(last.start_quarters)
        for clip in done.clips:
            if clip.part in ("drums", "lead"):
                continue
            late = [n for n in clip.notes if n.start_quarters > start + 1e-6]
            assert not late, (title, clip.name, late)
        ringing = [n for clip in done.clips for n in clip.notes
                   if clip.part != "drums" and n.start_quarters == start
                   and n.length_quarters >= 0.7 * float(last.meter.bar_quarters)]  # fmt: skip
        assert len(ringing) >= 3, title


def test_the_same_seed_gives_the_same_notes_and_another_does_not(named: str) -> None:
    chart = CHARTS["half bars"]
    one, again, other = (arrange(chart, style(named), seed=s) for s in (3, 3, 4))
    assert one == again
    assert [c.notes for c in one.clips] != [c.notes for c in other.clips]


def test_no_part_crosses_another_in_the_quartets_chords() -> None:
    for title, done in played("string-quartet").items():
        rows = {c.name: c.notes for c in done.clips if c.name in STRINGS}
        bottom = rows["Cello"]
        for low, high in (("Cello", "Viola"), ("Viola", "Violin 2")):
            for note in rows[low]:
                above = [n.midi for n in rows[high] if n.start_quarters == note.start_quarters]
                assert not above or note.midi < above[0], (title, low, note)
        assert bottom


def test_a_bar_begins_where_the_chart_says() -> None:
    done = arrange(CHARTS["meters change"], style("pop"))
    plan = plan_of(done, style("pop"))
    assert all(bar.start_quarters == bar_start(done.chart, bar.bar) for bar in plan)
