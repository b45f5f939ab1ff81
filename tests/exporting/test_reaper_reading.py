"""Projects that others made in REAPER come in: what we can say is said, the rest is told."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from reaper_projects import HEAD, RATE, item, opened, track

from tonmeister.exchange.daw.laws import sides
from tonmeister.exchange.reaper.reading.shapes import gain_at, place_of


def test_faders_pans_and_the_master_keep_both_sides_levels(tmp_path: Path) -> None:
    session = opened(
        tmp_path,
        track(item(source="stereo.wav"), "Guitar", "VOLPAN 0.8 -0.4 0.70710678118655 -1 1")
        + track(item(), "Voice", "VOLPAN 0.5 0.3 1 -1 1"),
    )
    guitar, voice = session.track("Guitar"), session.track("Voice")
    turn = 0.6 * math.pi / 4
    left, right = sides(guitar.law, guitar.pan_percent)
    gain = 10 ** (guitar.fader_db / 20)
    assert gain * left == pytest.approx(0.8 * math.cos(turn), abs=1e-9)
    assert gain * right == pytest.approx(0.8 * math.sin(turn), abs=1e-9)
    assert (guitar.channels, guitar.law, voice.channels, voice.law) == (2, "balance", 1, "sine")
    assert voice.pan_percent == pytest.approx(30.0)
    boost = 1 + (math.sqrt(2) - 1) * 0.92631  # REAPER's 0 dB law at 0.3, from the measured table
    assert voice.fader_db == pytest.approx(20 * math.log10(0.5 * boost), abs=0.02)
    assert session.master.fader_db == pytest.approx(20 * math.log10(0.5), abs=1e-9)


def test_a_clip_has_its_place_gain_polarity_fades_and_envelope(tmp_path: Path) -> None:
    lines = (
        "      FADEIN 0 0.01 0 0 0 0 0\n      FADEOUT 1 0.001 0.25 1 0 0 0\n      MUTE 1 0\n"
        "      VOLPAN 0.5 0 -0.5 -1\n      SOFFS 0.125\n      <VOLENV\n        ACT 1 -1\n"
        "        PT 0 1 0\n        PT 0.5 0.25 0\n      >"
    )
    clip = opened(tmp_path, track(item(at=1.5, more=lines))).tracks[0].clips[0]
    assert (clip.at_frames, clip.length_frames, clip.start_frames) == (72000, 48000, 6000)
    assert clip.gain_db == pytest.approx(20 * math.log10(0.25))
    assert clip.flip_polarity
    assert clip.muted
    assert (clip.fade_in.length_frames, clip.fade_in.shape) == (480, "linear")
    assert (clip.fade_out.length_frames, clip.fade_out.shape) == (12000, "equal_power")
    levels = dict(clip.envelope_db)
    assert levels[24000] == pytest.approx(20 * math.log10(0.25), abs=1e-6)
    assert levels[12000] == pytest.approx(20 * math.log10(0.625), abs=0.02)


def test_the_take_that_is_chosen_plays_and_the_others_wait(tmp_path: Path) -> None:
    takes = (
        "    <ITEM\n      POSITION 0\n      LENGTH 1\n      NAME first\n      VOLPAN 1 0 0.5 -1\n"
        "      SOFFS 0\n      <SOURCE WAVE\n        FILE mono.wav\n      >\n"
        "      TAKE SEL\n      NAME second\n      TAKEVOLPAN 0 0.25 -1\n      SOFFS 0.5\n"
        "      <SOURCE WAVE\n        FILE stereo.wav\n      >\n"
        "      TAKE NULL\n    >"
    )
    found = opened(tmp_path, track(takes)).tracks[0]
    assert [[clip.name for clip in lane.clips] for lane in found.lanes] == [["second"], ["first"]]
    assert found.clips[0].gain_db == pytest.approx(20 * math.log10(0.25))
    assert found.clips[0].start_frames == 24000
    assert found.lanes[1].clips[0].gain_db == pytest.approx(20 * math.log10(0.5))


def test_fixed_lanes_that_do_not_play_wait(tmp_path: Path) -> None:
    lanes = "    FREEMODE 2\n    LANESOLO 2 0 0 0 0 0 0 0\n    ITEMLANES 2\n    LANENAME Old Comp\n"
    found = opened(
        tmp_path,
        track(
            lanes + item(more="      YPOS 0 0.5 2") + "\n" + item(at=1, more="      YPOS 0.5 0.5 2")
        ),
    ).tracks[0]
    assert [lane.clips[0].at_frames for lane in found.lanes] == [RATE, 0]
    assert found.lanes[1].name == "Old"


def test_a_looped_source_is_written_out_and_a_section_knows_its_begin(tmp_path: Path) -> None:
    section = (
        "    <ITEM\n      POSITION 0\n      LENGTH 1.2\n      LOOP 1\n"
        "      FADEIN 0 0.1 0 0 0 0 0\n      SOFFS 0.25\n"
        "      <SOURCE SECTION\n        LENGTH 0.5\n        MODE 0\n"
        "        STARTPOS 1\n        <SOURCE WAVE\n          FILE mono.wav\n"
        "        >\n      >\n    >"
    )
    clips = opened(tmp_path, track(section)).tracks[0].clips
    assert [(c.at_frames, c.start_frames, c.length_frames) for c in clips] == [
        (0, 60000, 12000), (12000, 48000, 24000), (36000, 48000, 21600),
    ]  # fmt: skip
    assert [c.fade_in.length_frames for c in clips] == [4800, 0, 0]


def test_a_folder_is_a_bus_and_what_it_plays_itself_stands_beside_it(tmp_path: Path) -> None:
    session = opened(
        tmp_path,
        track("    ISBUS 1 1\n" + item(), "Drums") + track("    ISBUS 0 0\n" + item(), "Kick")
        + track("    ISBUS 2 -1\n" + item(), "Snare") + track(item(), "Bass"),
    )  # fmt: skip
    assert {(t.name, t.kind, t.output) for t in session.tracks} == {
        ("Drums clips", "track", "Drums"), ("Kick", "track", "Drums"),
        ("Snare", "track", "Drums"), ("Bass", "track", "Master"), ("Drums", "bus", "Master"),
        ("Master", "master", ""),
    }  # fmt: skip
    assert any("Drums clips" in note for note in session.notes)


def test_receives_are_sends_and_a_channel_that_only_receives_is_a_return(tmp_path: Path) -> None:
    verb = "    AUXRECV 0 0 0.5 0 0 0 0 0 0 -1:U 0 -1 ''\n    AUXRECV 1 3 0.25 0 1 0 0 0 0 -1 0 -1"
    ride = (
        "    AUXRECV 0 0 1 0 0 0 0 0 0 -1 0 -1\n    <AUXVOLENV\n      ACT 1 -1\n"
        "      PT 0 0.1 0\n      PT 1 1 1\n      PT 2 0.5 0\n    >"
    )
    session = opened(
        tmp_path,
        track(item(), "A") + track(item(), "B") + track(verb, "Verb") + track(ride, "Echo"),
    )
    a, b = session.track("A"), session.track("B")
    assert session.track("Verb").kind == session.track("Echo").kind == "return"
    assert [(s.to, s.pre_fader) for s in a.sends] == [("Verb", False), ("Echo", False)]
    assert a.sends[0].level_db == pytest.approx(20 * math.log10(0.5))
    assert (b.sends[0].pre_fader, b.sends[0].level_db) == (True, -100.0)
    levels = dict(a.sends[1].curve_db)
    assert levels[0] == pytest.approx(-20.0)
    assert a.sends[1].curve_db[-1] == (2 * RATE, pytest.approx(20 * math.log10(0.5)))
    assert [at for at, level in a.sends[1].curve_db if level == pytest.approx(0.0)][-1] == 2 * RATE


def test_a_receive_of_midi_alone_is_no_send(tmp_path: Path) -> None:
    midi = "    AUXRECV 0 0 1 0 0 0 0 -1 0 -1:U 1 -1 ''"
    session = opened(tmp_path, track(item(), "A") + track(midi, "Synth"))
    assert session.track("A").sends == ()
    assert session.track("Synth").kind == "track"


def test_what_goes_nowhere_stays_unheard(tmp_path: Path) -> None:
    session = opened(tmp_path, track("    MAINSEND 0 0\n" + item(), "Cue only"))
    assert session.track(session.track("Cue only").output).muted


def test_rides_along_the_faders_scale_and_bent_ones_are_followed(tmp_path: Path) -> None:
    ride = (
        "    <VOLENV2\n      ACT 1 -1\n      VOLTYPE 1\n      PT 0 1 0\n      PT 1 0.01 0\n    >\n"
        "    <PANENV2\n      ACT 1 -1\n      PT 0 0 2\n      PT 1 1 0\n    >"
    )
    found = opened(tmp_path, track(ride + "\n" + item(), more="VOLPAN 0.5 0 0.70710678118655 -1 1"))
    track_ = found.tracks[0]
    levels = dict(track_.fader_curve_db)
    assert track_.fader_curve_db[0][1] == pytest.approx(20 * math.log10(0.5), abs=1e-6)
    assert track_.fader_curve_db[-1][1] == pytest.approx(-40 + 20 * math.log10(0.5), abs=1e-6)
    half = gain_at((place_of(1.0) + place_of(0.01)) / 2)
    near = min(levels, key=lambda at: abs(at - RATE / 2))
    assert levels[near] == pytest.approx(20 * math.log10(half / 2), abs=1.0)
    assert track_.pan_curve_percent[-1] == (RATE, pytest.approx(-100.0))
    quarter = min(track_.pan_curve_percent, key=lambda point: abs(point[0] - RATE / 4))
    part = quarter[0] / RATE
    assert quarter[1] == pytest.approx(-100 * part * part * (3 - 2 * part), abs=1.0)


def test_the_faders_scale_goes_there_and_back() -> None:
    for level in (-130.0, -79.9, -40.0, -6.0, 0.0, 11.9, 20.0):
        gain = 10 ** (level / 20)
        assert gain_at(place_of(gain)) == pytest.approx(gain, rel=1e-9)
    assert place_of(0.0) == pytest.approx(1.0383)
    assert gain_at(1.0383) == 0.0


def test_tempo_meter_markers_and_regions(tmp_path: Path) -> None:
    head = HEAD + (
        "  <TEMPOENVEX\n    ACT 1 -1\n    PT 0 120 1 262148 0 1\n    PT 2 90 1\n"
        "    PT 4 60 0 524294 0 1\n    PT 6 61 1\n  >\n"
        '  MARKER 1 1.5 Verse 0\n  MARKER 2 2 "The \'Hook\'" 9 0 1 R {0} 0\n  MARKER 2 4 "" 9\n'
    )
    session = opened(tmp_path, track(item()), head)
    assert [(m.at_frames, m.name, m.end_frames) for m in session.markers] == [
        (72000, "Verse", 0), (96000, "The 'Hook'", 192000),
    ]  # fmt: skip
    assert [(t.at_s, t.quarter_bpm) for t in session.tempos] == [
        (0.0, 120.0), (2.0, 90.0), (4.0, 60.25), (5.0, 60.75), (6.0, 61.0),
    ]  # fmt: skip
    assert [(m.at_quarters, m.beats, m.unit) for m in session.meters] == [(0, 4, 4), (7.0, 6, 8)]


def test_midi_items_are_notes_cut_to_the_item(tmp_path: Path) -> None:
    midi = (
        "    <ITEM\n      POSITION 1\n      LENGTH 1\n      NAME line\n      SOFFS 0\n"
        "      <SOURCE MIDI\n        HASDATA 1 960 QN\n        E 0 90 3c 60\n"
        "        <X 480 0\n          /wNhYg==\n        >\n"
        "        E 480 80 3c 00\n        Em 0 90 40 60\n        E 480 80 40 00\n"
        "        E 0 91 43 7f\n        E 4800 81 43 00\n        E 0 b0 7b 00\n      >\n    >"
    )
    notes = opened(tmp_path, track(midi)).tracks[0].notes
    assert [(n.at_quarters, n.length_quarters, n.midi, n.channel) for n in notes] == [
        (2.0, 1.0, 60, 0), (3.5, 0.5, 67, 1),
    ]  # fmt: skip
    assert notes[0].velocity == pytest.approx(96 / 127)


def test_plug_ins_keep_their_names_and_go_back_to_reaper_as_they_were(tmp_path: Path) -> None:
    from tonmeister.exchange.daw.formats import FORMATS

    chain = (
        '    <FXCHAIN\n      BYPASS 1 0 0\n      <VST "VST3: Pro-Q 3 (FabFilter)" "FabFilter '
        'Pro-Q 3.vst3" 0 "" 756089518{72C4DB717A4D459AB97E51745D84B39D} ""\n        YmFzZTY0\n'
        '        cmF3\n      >\n      WAK 0 0\n      BYPASS 0 0 0\n      <JS loser/3BandEQ ""\n'
        "        -6.0 200 0 - - -\n      >\n    >\n"
    )
    session = opened(tmp_path, track(chain + item()))
    one, two = session.tracks[0].devices
    assert one.plugin is not None
    assert two.plugin is not None
    assert (one.name, one.plugin.kind, one.enabled) == ("Pro-Q 3 (FabFilter)", "vst3", False)
    assert one.plugin.id == "72C4DB717A4D459AB97E51745D84B39D"
    assert (two.plugin.kind, two.plugin.id) == ("js", "loser/3BandEQ")
    reaper = FORMATS["reaper"]
    assert reaper.live(one, RATE)
    assert reaper.live(two, RATE)
    back = reaper.read(reaper.write(session, tmp_path / "out", lambda _: None).main, tmp_path)
    assert back.tracks[0].devices == (one, two)


def test_what_cannot_be_played_as_it_was_is_said_once_each(tmp_path: Path) -> None:
    lines = "      PLAYRATE 1.5 1 0 -1\n      <TAKEFX\n      >"
    more = "    HWOUT 0 0 1 0 0 0 0 -1\n" + item(more=lines) + "\n" + item(at=1, source="gone.wav")
    session = opened(tmp_path, track(more))
    assert len(session.tracks[0].clips) == 1
    told = "\n".join(session.notes)
    for words in ("stretched", "plug-ins of the item", "hardware", "gone.wav: not there"):
        assert told.count(words) == 1, told


def test_tracks_of_one_name_and_circles_do_no_harm(tmp_path: Path) -> None:
    loop = "    AUXRECV 1 0 1 0 0 0 0 0 0 -1 0 -1"
    back = "    AUXRECV 0 0 1 0 0 0 0 0 0 -1 0 -1"
    session = opened(tmp_path, track(loop, "Master") + track(back, "Master"))
    assert sorted(t.name for t in session.tracks) == ["Master", "Master 2", "Master 3"]
    assert len({t.name for t in session.tracks}) == 3
    assert sum(len(t.sends) for t in session.tracks) == 1
    assert any("circle" in note for note in session.notes)


def test_tracks_that_are_muted_together_are_a_group(tmp_path: Path) -> None:
    session = opened(
        tmp_path,
        track("    GROUP_FLAGS 0 0 0 0 4 0 4\n" + item(), "A")
        + track("    GROUP_FLAGS 0 0 0 0 0 4\n" + item(), "B") + track(item(), "C"),
    )  # fmt: skip
    assert [t.group for t in session.tracks] == ["Group 3", "Group 3", "", ""]
