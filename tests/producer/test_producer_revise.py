"""Listening again to the rendered sound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from producer_songs import band, findings_of

from tonmeister.listening.in_mix import fader_curve_db, placed, position_percent
from tonmeister.model import Finding, Span
from tonmeister.producer import decide, guess_genre, revise, why
from tonmeister.producer.settle import standing


def decided(song):
    found = findings_of(song)
    return found, decide(song, found, genre=song.genre, reference=None, amounts={})


def played(song, sheet, **louder_db):
    """Return the song as its faders and pans play it; some strips louder than they should be."""
    strips = {}
    for strip in sheet.strips:
        if strip.kind != "track":
            continue
        features = song.strips[strip.name]
        curve = fader_curve_db(strip.decisions, features.k_power.size)
        curve = curve + louder_db.get(strip.name.replace(" ", "_"), 0.0)
        curve += sum(d.settings["gain_db"] for d in strip.decisions if d.effect == "trim")
        mono = song.session.track(strip.name).layout == "mono"
        strips[strip.name] = placed(features, curve, position_percent(strip.decisions), mono=mono)
    from producer_songs import total

    return replace(song, strips=strips, mix=total(list(strips.values())), rendered=True)


def fader(sheet, name):
    return next(d for d in sheet.strip(name).decisions if d.stage == "balance")


@pytest.fixture(scope="module")
def case():
    song = band(10, "pop", swing_db=4.0)
    found, sheet = decided(song)
    return song, found, sheet


def again(before: Finding, **facts: float) -> Finding:
    return replace(before, facts={**before.facts, **facts})


def test_a_voice_that_came_out_too_loud_is_put_right(case):
    song, found, sheet = case
    after = played(song, sheet, Vox=2.0)
    revised, changed = revise(sheet, song, after, found, (), 1)
    assert changed
    meant = fader(sheet, "Vox").predicted["above_band_lu"]
    off = standing(after.strips, ["Vox"]).above_band_lu - meant
    step = fader(revised, "Vox").settings["gain_db"] - fader(sheet, "Vox").settings["gain_db"]
    assert step == pytest.approx(-off, abs=0.11)
    assert fader(revised, "Vox").rule == "balance/corrected_voice"
    assert "in the last render the voice" in fader(revised, "Vox").reason
    assert fader(revised, "Vox").measured["above_band_lu"] == pytest.approx(meant + off, abs=0.01)


def test_a_part_that_came_out_too_soft_is_brought_up(case):
    song, found, sheet = case
    revised, _ = revise(sheet, song, played(song, sheet, Bass_DI=-3.0), found, (), 1)
    step = (
        fader(revised, "Bass DI").settings["gain_db"]
        - fader(sheet, "Bass DI").settings["gain_db"]
    )  # fmt: skip
    assert 1.5 < step <= 4.0


def test_a_move_that_did_not_help_is_taken_back_and_said_so(case):
    song, found, sheet = case
    cause = {f.id: f for f in found}
    move = next(
        d for s in sheet.strips for d in s.decisions
        if d.stage == "compress" and cause[d.because[0]].check == "dynamics/spread"
    )  # fmt: skip
    worse = again(cause[move.because[0]], over_db=9.0)
    worse = replace(worse, facts={**worse.facts, "over_db": worse.facts["over_db"] + 50.0})
    revised, changed = revise(sheet, song, played(song, sheet), found, (worse,), 1)
    strip = move.id.partition("/")[0]
    assert changed
    assert move.id not in [d.id for s in revised.strips for d in s.decisions]
    taken = next(t for t in revised.taken_back if t.decision.id == move.id)
    assert "did not help" in taken.reason
    assert any(move.id in note for note in revised.notes)
    assert any("taken back" in line for line in why(revised, found, strip))


def test_a_move_that_helped_stays_with_what_was_measured(case):
    song, found, sheet = case
    cause = {f.id: f for f in found}
    move = next(
        d for s in sheet.strips for d in s.decisions
        if d.stage == "compress" and cause[d.because[0]].check == "dynamics/spread"
    )  # fmt: skip
    better = again(cause[move.because[0]], over_db=0.5)
    revised, _ = revise(sheet, song, played(song, sheet), found, (better,), 1)
    kept = next(d for s in revised.strips for d in s.decisions if d.id == move.id)
    assert kept.measured["over_db"] == 0.5


def test_what_a_person_holds_is_left_alone(case):
    song, found, sheet = case
    held = replace(
        sheet,
        strips=tuple(
            replace(s, decisions=tuple(replace(d, hold=True) for d in s.decisions))
            for s in sheet.strips
        ),
    )
    revised, changed = revise(held, song, played(song, held, Vox=4.0), found, found, 1)
    assert not changed
    for before, after in zip(held.strips, revised.strips, strict=True):
        assert [d.settings for d in before.decisions] == [d.settings for d in after.decisions]


def test_in_the_last_round_nothing_asks_for_another_render(case):
    song, found, sheet = case
    revised, changed = revise(sheet, song, played(song, sheet, Vox=4.0), found, found, 3)
    assert not changed
    for before, after in zip(sheet.strips[:-1], revised.strips[:-1], strict=True):
        assert [d.settings for d in before.decisions] == [d.settings for d in after.decisions]


def test_the_limiter_is_set_by_the_measured_mix(case):
    song, found, sheet = case
    revised, _ = revise(sheet, song, played(song, sheet), found, (), 2)
    was, now = (
        next(d for d in s.master.decisions if d.effect == "limiter") for s in (sheet, revised)
    )
    short = was.predicted["mix_lufs"] - now.measured["mix_lufs"]
    assert now.settings["gain_db"] == pytest.approx(was.settings["gain_db"] + short, abs=0.11)


def test_a_second_look_at_a_settled_mix_changes_nothing(case):
    song, found, sheet = case
    first, _ = revise(sheet, song, played(song, sheet), found, (), 1)
    second, _ = revise(first, song, played(song, first), found, (), 2)
    third, changed = revise(second, song, played(song, second), found, (), 2)
    steps = [
        abs(fader(third, n).settings["gain_db"] - fader(second, n).settings["gain_db"])
        for n in song.strips
    ]
    assert max(steps) <= 1.0
    assert isinstance(changed, bool)


def test_a_finding_from_nowhere_touches_nothing(case):
    song, found, sheet = case
    stray = Finding(
        id="tone/muddy@Nobody#1", check="tone/muddy", strip="Nobody", where=Span(0.0, 1.0),
        facts={"beyond_db": 9.0},
    )  # fmt: skip
    revised, _ = revise(sheet, song, played(song, sheet), found, (stray,), 1)
    assert not revised.taken_back


@pytest.mark.parametrize(
    ("players", "names"),
    [(("electric guitar", "bass", "drums", "lead vocal"), {"rock", "metal", "pop"}),
     (("strings", "woodwind", "brass"), {"classical"}),
     (("acoustic guitar", "lead vocal"), {"folk"}),
     (("synth", "pad", "kick", "effects"), {"electronic"})],
)  # fmt: skip
def test_the_line_up_says_the_genre(players, names):
    song = band(len(players))
    tracks = tuple(
        replace(t, role=role) for t, role in zip(song.session.tracks, players, strict=True)
    )
    song = replace(
        song,
        session=replace(song.session, tracks=tracks),
        roles={t.name: t.role for t in tracks},
    )
    name, confidence, reason = guess_genre(song)
    assert name in names
    assert 0.0 < confidence <= 1.0
    assert players[0] in reason
