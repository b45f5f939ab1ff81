"""A song is planned: form in figures, opinions called so, moves that are played and measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from planned_songs import BAR_S, FORM, tracks, write_song

from tonmeister.app.cli import main
from tonmeister.flow.planning.brief import brief
from tonmeister.flow.planning.preview import LEAST_LIFT_LU
from tonmeister.flow.planning.song import PlanWish, SongPlan, plan_song
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.song_figures import GRADES, song_figures


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SongPlan:
    folder = write_song(tmp_path_factory.mktemp("plan") / "Known Song", tracks())
    return plan_song(PlanWish(song=folder, genre="rock", vision="a slow climb"), Teller())


def test_the_bars_and_the_chorus_are_where_they_were_put(plan: SongPlan) -> None:
    facts = plan.facts
    assert facts.curves.in_bars
    assert abs(facts.curves.bars - sum(count for _, count in FORM)) <= 1
    assert facts.song.tempo is not None
    assert facts.song.tempo.tempo_bpm == pytest.approx(120.0, abs=0.5)
    choruses = facts.of_kind(facts.chorus)
    assert [round(c.where.start_s / BAR_S) for c in choruses] == [12, 28]
    assert facts.hook_s == pytest.approx(12 * BAR_S, abs=0.3)
    assert facts.first_vocal_s == pytest.approx(4 * BAR_S, abs=0.5)


def test_the_chorus_has_more_energy_than_the_verse(plan: SongPlan) -> None:
    facts = plan.facts
    verse, chorus = facts.of_kind(facts.verse)[0], facts.of_kind(facts.chorus)[0]
    assert chorus.energy_score > verse.energy_score + 0.2
    assert chorus.loudness_lu > verse.loudness_lu
    assert "Keys track" in chorus.playing
    assert "Keys track" not in verse.playing
    assert "Kick" in verse.playing
    assert all(0.0 <= e <= 1.0 for e in facts.curves.energy_score)


def test_every_move_that_is_proposed_lifted_when_it_was_played(plan: SongPlan) -> None:
    assert plan.moves
    for played in plan.moves:
        assert played.helped
        if played.move.kind == "mute":
            assert played.after - played.before >= LEAST_LIFT_LU
        old, rate_hz = soundfile.read(played.files[0])
        new, _ = soundfile.read(played.files[1])
        assert max(np.abs(old).max(), np.abs(new).max()) <= 10 ** (-0.99 / 20)
        assert rate_hz == 48000
    for lost in plan.taken_back:
        assert not any(file.exists() for file in lost.files)


def test_a_muted_part_is_silent_where_the_move_says_and_nowhere_else(plan: SongPlan) -> None:
    muted = [p for p in plan.moves if p.move.kind == "mute"]
    assert muted
    for played in muted:
        old, rate_hz = soundfile.read(played.files[0])
        new, _ = soundfile.read(played.files[1])
        tail = round((BAR_S - 0.1) * rate_hz)
        assert np.array_equal(old[-tail:], new[-tail:])
        assert not np.array_equal(old, new)


def test_opinions_and_facts_name_their_grade_and_source(plan: SongPlan) -> None:
    words = brief(plan)
    assert "a slow climb" in words
    for opinion in plan.opinions:
        assert opinion.grade in (*GRADES, "fact")
        assert opinion.source
        assert f"({opinion.grade}: {opinion.source})" in words
    for figure in song_figures().values():
        assert figure.grade in GRADES
        assert len(figure.source) > 5
    for part in ("Kick", "Bass track", "Lead Vox"):
        assert f"- {part} (" in words


def test_a_song_in_which_all_play_all_the_time_is_told_so(tmp_path: Path) -> None:
    folder = write_song(tmp_path / "Flat Song", tracks(lift=False))
    plan = plan_song(PlanWish(song=folder, genre="rock", previews=False), Teller())
    assert not plan.moves
    assert any(o.worth for o in plan.opinions)
    rules = {o.rule for o in plan.opinions if o.worth}
    assert rules & {"plan/no_lift", "plan/all_play", "plan/verse_same"}


def test_a_finished_mix_can_be_planned_without_stems(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mix = 0.3 * sum(tracks().values())
    soundfile.write(tmp_path / "mix.wav", mix, 24000)
    assert main(["plan", str(tmp_path / "mix.wav"), "--json"]) == 0
    told = json.loads(capfd.readouterr().out.strip().splitlines()[-1])
    assert told["event"] == "done"
    assert told["sections"]
    assert all(not move["parts"] for move in told["moves"])
    pdf = Path(told["files"]["pdf"])
    assert pdf.read_bytes().startswith(b"%PDF")
    assert (tmp_path / "mix.wav").exists()


def test_what_is_not_there_is_said_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(tmp_path / "nothing")]) != 0
    assert "is not there" in capfd.readouterr().err
    (tmp_path / "one").mkdir()
    assert main(["plan", str(tmp_path / "one"), "--demos"]) != 0
    assert "holds 0 demos" in capfd.readouterr().err
