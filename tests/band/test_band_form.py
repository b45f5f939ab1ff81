"""Form: sections, energy, who plays when, intros, endings, tempos far off."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.band.band_charts import CHARTS, chart, random_chart
from tests.band.band_measures import out_of_range, plan_of, push_error_ms
from tonmeister.knowledge.grooves import groove
from tonmeister.knowledge.styles import reach, style, styles
from tonmeister.model import ChartSection, KeyAt, MeterAt
from tonmeister.music.clock import bar_count, bar_start, seconds
from tonmeister.producer.arranging.arranger import CannotArrange, arrange
from tonmeister.producer.arranging.ends import moved, with_last_chord, with_ritard
from tonmeister.producer.arranging.energy import energies
from tonmeister.producer.arranging.figures import in_bar
from tonmeister.producer.arranging.sections import role_of, with_sections

FOUR = "D--- d--- D-d- u---"


def named(*names: str) -> list[ChartSection]:
    return [ChartSection(name=n, first_bar=8 * i, bars=8) for i, n in enumerate(names)]


def test_a_chorus_is_stronger_than_its_verse_and_the_last_one_the_strongest() -> None:
    found = energies(named("Verse 1", "Chorus", "Verse 2", "Chorus", "Bridge", "Chorus"), 1.0)
    assert found[1] > found[0]
    assert found[2] > found[0]
    assert found[4] < found[3]
    assert max(found) == found[5]


def test_roles_are_read_from_names_as_people_write_them() -> None:
    said = {"Verse 2": "verse", "PRE-CHORUS": "pre-chorus", "Refrain": "chorus", "Hook": "chorus",
            "Middle 8": "bridge", "Guitar solo": "solo", "Intro": "intro", "A": "other",
            "Final Chorus": "chorus"}  # fmt: skip
    assert {name: role_of(name) for name in said} == said


def test_a_chart_without_sections_is_read_eight_bars_at_a_time() -> None:
    a, b = "C|Am|F|G|C|Am|F|G", "F|Fm|C|C|D7|D7|G|G7"
    found, said = with_sections(chart("|".join((a, a, b, a)), tune=False))
    assert [s.letter for s in found.sections] == ["A", "A", "B", "A"]
    assert [s.bars for s in found.sections] == [8, 8, 8, 8]
    assert said is not None
    assert "A A B A" in said


def test_gaps_between_sections_are_filled_and_overlaps_cut() -> None:
    bare = chart("|".join(["C"] * 20), tune=False)
    rows = (ChartSection(name="Verse", first_bar=2, bars=8),
            ChartSection(name="Chorus", first_bar=8, bars=12))  # fmt: skip
    found, _ = with_sections(replace(bare, sections=rows))
    assert [(s.name, s.first_bar, s.bars) for s in found.sections] == [
        ("Part", 0, 2), ("Verse", 2, 8), ("Chorus", 10, 10)]  # fmt: skip


def test_the_pad_rests_in_the_verse_and_strings_wait_for_the_last_chorus() -> None:
    done = arrange(CHARTS["song"], style("pop"))
    plan = plan_of(done, style("pop"))
    verse = [bar for bar in plan if bar.section == "Verse"]
    last = [bar for bar in plan if bar.section == "Chorus"][-8:]
    assert all("pad" not in bar.parts and "strings" not in bar.parts for bar in verse)
    assert all({"pad", "strings"} <= bar.parts for bar in last)
    before = plan[last[0].bar - 1]
    assert not {"drums", "bass"} & before.parts


def test_the_melody_at_once_gets_an_intro_and_nothing_else_does() -> None:
    done = arrange(CHARTS["song"], style("pop"))
    assert done.chart.sections[0].name == "Intro"
    first = min(n.start_quarters for n in done.chart.melody)
    assert first == bar_start(done.chart, 4)
    assert "bar 1 of the chart is now bar 5" in done.reasons[0]
    without = replace(CHARTS["song"], melody=())
    assert arrange(without, style("pop")).chart.sections[0].name == "Verse"
    plain = arrange(CHARTS["song"], style("pop"), intro=False)
    assert plain.chart.melody == CHARTS["song"].melody


def test_a_chart_that_moves_takes_its_keys_meters_and_tempos_along() -> None:
    given = CHARTS["meters change"]
    key = KeyAt(at_quarters=bar_start(given, 4), tonic_fifths=2)
    given = replace(given, keys=(*given.keys, key))
    later = moved(given, 2)
    assert later.keys[0].at_quarters == 0
    assert later.keys[1].at_quarters == bar_start(later, 6)
    assert [m.bar for m in later.meters] == [0, 5, 6, 9, 11, 13]
    assert bar_count(later) == bar_count(given) + 2


def test_a_song_that_ends_open_gets_a_bar_of_its_tonic() -> None:
    found, _ = with_sections(CHARTS["ends open"])
    longer, said = with_last_chord(found)
    assert bar_count(longer) == bar_count(found) + 1
    assert longer.chords[-1].symbol.name == "C"
    assert "ends on G7" in said
    closed, _ = with_sections(replace(CHARTS["song"], melody=()))
    same, said = with_last_chord(closed)
    assert same == closed
    assert "rings" in said


def test_a_minor_song_ends_in_minor() -> None:
    found, _ = with_sections(chart("Am|F|E7|E7", key=3, mode="minor"))
    assert with_last_chord(found)[0].chords[-1].symbol.name == "Am"


def test_the_end_slows_down_only_where_asked() -> None:
    found, _ = with_sections(CHARTS["song"])
    slower, _ = with_ritard(found, 15.0)
    assert seconds(slower, bar_start(slower, 48)) > seconds(found, bar_start(found, 48))
    end = bar_start(found, bar_count(found) - 2)
    assert seconds(slower, end) == pytest.approx(seconds(found, end))
    assert with_ritard(found, 0.0) == (found, None)
    asked = arrange(CHARTS["song"], style("folk"), ritard=True)
    assert len(asked.chart.tempos) > len(CHARTS["song"].tempos)
    assert len(arrange(CHARTS["song"], style("folk")).chart.tempos) == 1


def test_a_pickup_is_counted_in() -> None:
    done = arrange(CHARTS["pickup"], style("rock"), intro=False)
    assert done.chart.sections[0].name == "Count-in"
    tune = next(c for c in done.clips if c.part == "lead")
    assert len(tune.notes) == len(CHARTS["pickup"].melody)
    assert tune.notes[0].start_quarters == 2.5
    sticks = next(c for c in done.clips if c.part == "drums").notes[:4]
    assert {n.lane for n in sticks} == {"side-stick"}


def test_far_tempos_are_felt_in_half_or_double_time() -> None:
    fast = arrange(CHARTS["fast"], style("pop"), intro=False)
    slow = arrange(CHARTS["slow"], style("pop"), intro=False)
    usual = arrange(
        replace(CHARTS["fast"], tempos=CHARTS["song"].tempos), style("pop"), intro=False
    )
    kicks = [
        sum(n.lane == "snare" for c in one.clips for n in c.notes) for one in (fast, usual, slow)
    ]
    assert kicks[0] < 0.7 * kicks[1]
    assert kicks[2] > 1.5 * kicks[1]
    assert any("half time" in r for r in fast.reasons)
    assert any("double time" in r for r in slow.reasons)


def test_figures_fit_every_meter() -> None:
    four = in_bar(FOUR, MeterAt(bar=0), 0)
    assert [(b.at, b.length, b.sign) for b in four] == [
        (0.0, 1.0, "D"), (1.0, 1.0, "d"), (2.0, 0.5, "D"), (2.5, 0.5, "d"), (3.0, 1.0, "u"),
    ]  # fmt: skip
    halves = [[b.sign for b in in_bar(FOUR, MeterAt(bar=0, beats=2), n)] for n in (0, 1)]
    assert halves == [["D", "d"], ["D", "d", "u"]]
    six = in_bar(FOUR, MeterAt(bar=0, beats=6, unit=8), 1)
    assert [b.at for b in six] == [0.0, 1.0, 1.5]
    assert sum(b.length for b in six) == 3.0
    twelve = in_bar(FOUR, MeterAt(bar=0, beats=12, unit=8), 0)
    assert [b.at for b in twelve] == [0.0, 1.5, 3.0, 4.0, 4.5]
    seven = in_bar(FOUR, MeterAt(bar=0, beats=7, unit=8), 0)
    assert seven[-1].at + seven[-1].length == 3.5
    assert [b.sign for b in in_bar(FOUR, MeterAt(bar=0, beats=3), 0, "B-T-T-")] == ["B", "T", "T"]


def test_a_chart_without_chords_and_wishes_nobody_can_play_say_so_in_one_line() -> None:
    bare = replace(CHARTS["song"], chords=())
    wrong: list[tuple[dict[str, object], str]] = [
        ({"parts": ("kazoo",)}, "no part 'kazoo'"),
        ({"feel_percent": -1.0}, "0 % to 200 %"),
        ({"seed": -4}, "seed is -4"),
        ({"parts": ()}, "nobody plays"),
    ]
    with pytest.raises(CannotArrange, match="a chart needs chords to be arranged"):
        arrange(bare, style("rock"))
    early = replace(CHARTS["song"].chords[0], start_quarters=Fraction(-4))
    with pytest.raises(CannotArrange, match="all of this one's lie in the pickup"):
        arrange(replace(bare, chords=(early,)), style("rock"))
    for wish, said in wrong:
        with pytest.raises(CannotArrange, match=said):
            arrange(CHARTS["song"], style("rock"), **wish)  # type: ignore[arg-type]


def test_without_feel_everything_stands_on_the_grid() -> None:
    for name in ("boom-bap", "pop", "folk"):
        done = arrange(CHARTS["half bars"], style(name), feel_percent=0.0)
        late = [abs(n.late_ms) for c in done.clips for n in c.notes]
        assert max(late) < 1e-9, name


def test_another_groove_swings_the_whole_band() -> None:
    straight = arrange(CHARTS["song"], style("rock"), seed=2)
    swung = arrange(CHARTS["song"], style("rock"), seed=2, groove=groove("country-shuffle"))

    def off_beats(done: object) -> list[float]:
        clips = done.clips  # type: ignore[attr-defined]
        return [n.late_ms for c in clips if c.part == "bass" for n in c.notes
                if n.start_quarters % 1.0 == 0.5]  # fmt: skip

    assert sum(off_beats(swung)) / len(off_beats(swung)) > 60.0
    assert abs(sum(off_beats(straight)) / len(off_beats(straight))) < 5.0


def test_a_chart_that_swings_makes_a_straight_style_swing_and_leaves_triplets_alone() -> None:
    given = replace(CHARTS["song"], feel="swing")
    third = replace(given.melody[0], start_quarters=Fraction(2, 3), length_quarters=Fraction(1, 3))
    given = replace(given, melody=(third, *given.melody[3:]))
    done = arrange(given, style("rock"), intro=False, seed=2)
    eighth_ms = 60_000.0 / 120.0 * (0.667 - 0.5)
    bass = next(c for c in done.clips if c.part == "bass")
    late = [n.late_ms for n in bass.notes if n.start_quarters % 1.0 == 0.5]
    assert sum(late) / len(late) == pytest.approx(eighth_ms, abs=6.0)
    tune = next(c for c in done.clips if c.part == "lead")
    assert abs(tune.notes[0].late_ms) < 30.0
    assert any("eighths as triplets" in r for r in done.reasons)
    swing = arrange(replace(CHARTS["half bars"], feel="swing"), style("jazz-swing"))
    assert not any("as triplets" in r for r in swing.reasons)


def test_any_chart_that_can_be_written_is_arranged() -> None:
    for seed in range(17):
        rng = np.random.default_rng(seed)
        given = random_chart(rng)
        done = arrange(given, style(styles()[seed]), seed=seed, ritard=seed % 3 == 0)
        for clip in done.clips:
            assert out_of_range(clip, reach) == 0, (seed, clip.name)
            for note in clip.notes:
                assert note.length_quarters > 0.0, (seed, clip.name, note)
                assert note.start_quarters >= 0.0, (seed, clip.name, note)
        assert push_error_ms(done, style(styles()[seed])) < 1.0, seed


def test_reasons_name_bars_sections_and_energy() -> None:
    done = arrange(CHARTS["song"], style("pop"))
    text = " ".join(done.reasons)
    assert "Bars 13 to 20, Chorus: energy 0.82; the guitar and the pad come in" in text
    assert "drop out" in text
    assert all(r.endswith(".") and "\n" not in r for r in done.reasons)


def test_parts_that_are_asked_for_play_and_others_do_not() -> None:
    for name in styles():
        done = arrange(CHARTS["two"], style(name), parts=("bass", "guitar"))
        assert {c.part for c in done.clips} == {"bass", "guitar"}
        assert all(c.notes for c in done.clips), name


def test_a_pickup_longer_than_a_bar_and_a_first_second_stay_where_they_were() -> None:
    given = replace(chart("C|F|G|C", first=Fraction(-6)), first_s=1.5)
    done = arrange(given, style("pop"))
    assert done.chart.first_s == 1.5
    assert min(n.start_quarters for n in done.chart.melody) >= 0


def test_sixty_four_bars_with_six_parts_are_arranged_at_once() -> None:
    longer = chart("|".join(["C|G/B|Am7|F"] * 16), sections="Verse 16,Chorus 16,Verse 16,Chorus 16")
    parts = ("drums", "bass", "keys", "guitar", "pad", "strings")
    taken_s = []
    for _ in range(3):
        start = time.process_time()
        arrange(longer, style("pop"), parts=parts, intro=False)
        taken_s.append(time.process_time() - start)
    assert min(taken_s) < 0.5  # 0.2 s on a machine of its own; CI's is slow and shared
