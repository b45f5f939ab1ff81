"""One scene for each rule: what is heard, and the move that answers it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from producer_songs import band, findings_of

from tonmeister.effects import recall
from tonmeister.knowledge.voices import voice
from tonmeister.listening.check import checks
from tonmeister.model import Finding, Span
from tonmeister.producer import decide


def heard_of(check: str, strip: str, share: dict[str, float] | None = None, **facts) -> Finding:
    return Finding(
        id=f"{check}@{strip}#1", check=check, strip=strip, where=Span(0.0, 60.0), facts=facts,
        share=share,
    )  # fmt: skip


SCENES = {
    "low/high_pass": (
        "Gtr L", heard_of("low/rumble", "Gtr L", rumble_db=-20.0, corner_hz=75.0)),
    "hum/notch": (
        "Gtr L", heard_of("recording/hum", "Gtr L", hum_hz=50.0, hum_db=20.0,
                          under_playing_db=25.0)),
    "bleed/gate": (
        "Snare", heard_of("bleed", "Snare", stroke_dbfs=-8.0, rest_dbfs=-32.0, gap_db=24.0)),
    "dynamics/hold_together": (
        "Vox", heard_of("dynamics/spread", "Vox", spread_db=11.0, usual_high_db=5.0,
                        over_db=6.0)),
    "vocal/soften_esses": (
        "Vox", heard_of("vocal/sibilant", "Vox", frequency_hz=7000.0, ess_dbfs=-30.0,
                        over_db=5.0, sibilance_db=-1.0)),
    "bass/overtones": ("Bass DI", heard_of("low/rumble", "Nobody", rumble_db=-50.0)),
    "eq/tame_ring": (
        "Piano", heard_of("tone/resonance", "Piano", frequency_hz=400.0, over_db=6.0,
                          often_percent=40.0, low_hz=350.0, high_hz=450.0)),
    "stereo/bring_together": (
        "Piano", heard_of("stereo/mono_loss", "Piano", loss_db=4.0, band_loss_db=6.0,
                          low_hz=400.0, high_hz=800.0)),
    "stereo/mono_low": (
        "Pad", heard_of("stereo/mono_loss", "Pad", loss_db=4.0, band_loss_db=6.0, low_hz=20.0,
                        high_hz=148.0)),
    "duck/bass_for_kick": (
        "Bass DI", heard_of("low/kick_bass", "Kick", {"Bass DI": 1.0}, by="Bass DI", loss_db=4.0,
                            low_hz=35.0, high_hz=120.0, bars="bars 1-9")),
    "duck/bed_for_voice": (
        "Piano", heard_of("vocal/masked", "Vox", {"Piano": 0.7}, loss_db=5.0, low_hz=1000.0,
                          high_hz=4000.0, most="Piano", most_percent=70.0)),
    "vocal/ride": (
        "Vox", heard_of("vocal/uneven", "Vox", spread_db=8.0, softest_lu=-6.0, loudest_lu=2.0,
                        softest="0:09 to 0:15", loudest="0:18 to 0:24", usual_high_db=3.0)),
    "space/send": ("Snare", heard_of("space/dry", "Snare", side_mid_db=-60.0)),
    "pan/pair": ("Gtr R", heard_of("low/rumble", "Nobody", rumble_db=-50.0)),
    "pan/turns": ("Shaker", heard_of("low/rumble", "Nobody", rumble_db=-50.0)),
    "balance/place": ("Kick", heard_of("low/rumble", "Nobody", rumble_db=-50.0)),
    "balance/over_the_band": ("Vox", heard_of("low/rumble", "Nobody", rumble_db=-50.0)),
}  # fmt: skip


@pytest.fixture(scope="module")
def song():
    return band(16, "pop", swing_db=5.0)


@pytest.fixture(scope="module")
def levels(song):
    return tuple(f for f in findings_of(song) if f.check == "balance/level")


def rules_on(sheet, strip):
    return [d.rule for d in sheet.strip(strip).decisions]


@pytest.mark.parametrize("rule", SCENES)
def test_what_is_heard_is_answered_and_nothing_else_is(song, levels, rule):
    strip, finding = SCENES[rule]
    asked = {"genre": song.genre, "reference": None, "amounts": {}}
    sheet = decide(song, (*levels, finding), **asked)
    assert rule in rules_on(sheet, strip)
    for move in sheet.strip(strip).decisions:
        recall(move.effect, move.settings)
    if finding.strip != "Nobody":
        assert rule not in rules_on(decide(song, levels, **asked), strip)
        move = next(d for d in sheet.strip(strip).decisions if d.rule == rule)
        assert move.because[0] == finding.id
        assert finding.check in checks()
        assert "(" not in move.reason or f"{finding.check.replace('/', ': ')} (" not in move.reason


def test_what_the_genre_keeps_on_purpose_is_not_answered():
    song = band(16, "jazz", swing_db=5.0)
    finding = SCENES["bleed/gate"][1]
    levels = tuple(f for f in findings_of(song) if f.check == "balance/level")
    sheet = decide(song, (*levels, finding), genre=song.genre, reference=None, amounts={})
    assert "bleed/gate" not in rules_on(sheet, "Snare")


def test_bleed_as_loud_as_the_strokes_is_left_alone_and_said_so(song, levels):
    finding = heard_of("bleed", "Snare", stroke_dbfs=-8.0, rest_dbfs=-14.0, gap_db=6.0)
    sheet = decide(song, (*levels, finding), genre=song.genre, reference=None, amounts={})
    assert "bleed/gate" not in rules_on(sheet, "Snare")
    assert any("a gate would eat them" in note for note in sheet.notes)


def test_microphones_of_one_source_are_put_together(song, levels):
    tracks = tuple(
        replace(t, flip_polarity=True, shift_ms=0.4, source="drums") if t.name == "OH" else t
        for t in song.session.tracks
    )
    turned = replace(song, session=replace(song.session, tracks=tracks))
    sheet = decide(turned, findings_of(turned), genre=song.genre, reference=None, amounts={})
    trim = sheet.strip("OH").decisions[0]
    assert (trim.effect, trim.rule) == ("trim", "trim/flip")
    assert trim.because == ("recording/polarity@OH#1",)
    assert "upside down against the other microphones on the drums" in trim.reason
    assert trim.settings["flip_polarity"] is True
    assert trim.settings["shift_ms"] == 0.4


def test_the_hum_of_the_mains_is_left_in_an_instrument_that_plays_there(song, levels):
    finding = heard_of("recording/hum", "Bass DI", hum_hz=50.0, hum_db=20.0, under_playing_db=25.0)
    sheet = decide(song, (*levels, finding), genre=song.genre, reference=None, amounts={})
    bass = next(s for s in sheet.strips if s.name == "Bass DI")
    lines = [d.settings["frequency_hz"] for d in bass.decisions if d.rule == "hum/notch"]
    assert lines == [100.0, 150.0]


def test_nobody_denoises():
    for rule, sentence in voice("plain").items():
        assert "denoise" not in rule + sentence
