"""What is decided about an album, from what was heard of its songs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonmeister.model import Key
from tonmeister.producer.album import (
    AlbumSong,
    Held,
    SongHeard,
    TooShort,
    WrongCode,
    decide,
    isrc,
    proposed_order,
    timeline,
    upc,
)
from tonmeister.producer.album.codes import check_digit
from tonmeister.producer.album.gaps import gap_before
from tonmeister.producer.album.order import energies, key_steps, step_cost
from tonmeister.producer.album.tone import measured_off_db, regions


def song(name: str, **known: object) -> SongHeard:
    usual = SongHeard(
        file=f"{name}.wav", title=name, rate_hz=44100, length_s=200.0, loudness_lufs=-12.0,
        true_peak_dbtp=-1.0, range_lu=6.0, onset_rate_hz=3.0, tone_db=(-15.0,) * 30, decay_s=2.0,
        tempo_bpm=100.0, key=Key(tonic="C", mode="major", confidence=0.9),
    )  # fmt: skip
    return replace(usual, **known)  # type: ignore[arg-type]


def key(tonic: str, mode: str = "major") -> Key:
    return Key(tonic=tonic, mode=mode, confidence=0.9)


def test_a_upc_is_known_by_its_check_digit() -> None:
    assert upc("036000 291452") == "0036000291452"
    assert upc("4006381333931") == "4006381333931"
    with pytest.raises(WrongCode, match="its last digit is 2, but the others ask for 1"):
        upc("4006381333932")
    with pytest.raises(WrongCode, match="it has 12 or 13 digits"):
        upc("40063813")


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_no_single_wrong_digit_of_a_upc_passes(number: int, place: int, more: int) -> None:
    right = f"{number:012d}" + check_digit(f"{number:012d}")
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    assert upc(right) == right
    with pytest.raises(WrongCode):
        upc(wrong)


def test_an_isrc_is_written_with_or_without_hyphens() -> None:
    assert isrc("de-a12-26-00001") == isrc("ISRC DEA122600001") == "DEA122600001"
    for wrong in ("DEA12260001", "1EA122600001", "DEA1226000O1"):
        with pytest.raises(WrongCode, match="is no ISRC"):
            isrc(wrong)


def test_keys_are_near_by_fifths_and_a_minor_key_is_its_relative_major() -> None:
    assert key_steps(key("C"), key("A", "minor")) == 0
    assert key_steps(key("C"), key("G")) == 1
    assert key_steps(key("Bb"), key("E")) == 6
    assert key_steps(key("C"), None) is None


def test_the_proposed_order_is_the_cheapest_of_all() -> None:
    chance = np.random.default_rng(5)
    songs = [
        song(
            f"s{i}",
            loudness_lufs=float(chance.uniform(-18, -8)),
            tempo_bpm=float(chance.uniform(70, 170)),
            key=key("CDEFGAB"[int(chance.integers(7))]),
        )
        for i in range(6)
    ]
    energy = energies(songs)

    def cost(order: tuple[int, ...]) -> float:
        ends = 1.5 * float(energy.max() - energy[order[0]] + energy[order[-1]] - energy.min())
        steps = pairwise(order)
        return ends + sum(step_cost(songs, energy, a, b) for a, b in steps)

    proposal, why = proposed_order(songs)
    number = {s.file: i for i, s in enumerate(songs)}
    assert cost(tuple(number[file] for file in proposal)) == pytest.approx(
        min(cost(order) for order in permutations(range(6)))
    )
    assert len(why) == 7


def test_a_strong_song_opens_and_a_calm_one_closes() -> None:
    songs = [
        song("calm", loudness_lufs=-19.0, onset_rate_hz=1.0, tempo_bpm=70.0),
        song("middle", key=key("G")),
        song("strong", loudness_lufs=-8.0, onset_rate_hz=6.0, tempo_bpm=140.0),
        song("other", tempo_bpm=118.0, key=key("D")),
    ]
    proposal, _ = proposed_order(songs)
    assert (proposal[0], proposal[-1]) == ("strong.wav", "calm.wav")


def test_two_alike_do_not_stand_side_by_side() -> None:
    songs = [song("a"), song("b"), song("c", tempo_bpm=140.0, key=key("D"), loudness_lufs=-14.0)]
    proposal, _ = proposed_order(songs)
    assert proposal[1] == "c.wav"


def test_many_songs_are_ordered_too_and_every_time_alike() -> None:
    songs = [song(f"s{i}", tempo_bpm=80.0 + 7 * i, loudness_lufs=-10.0 - i) for i in range(14)]
    proposal, _ = proposed_order(songs)
    assert sorted(proposal) == sorted(s.file for s in songs)
    assert proposed_order(songs)[0] == proposal


def test_the_order_of_the_files_is_kept_and_another_only_proposed() -> None:
    songs = [song("1"), song("2", loudness_lufs=-9.0), song("3", loudness_lufs=-15.0)]
    album, _ = decide(songs, Held(), title="x")
    assert [s.file for s in album.songs] == ["1.wav", "2.wav", "3.wav"]


def test_a_long_fade_needs_less_silence_after_it() -> None:
    plain, _ = gap_before(song("a", tempo_bpm=None), song("b"))
    faded, _ = gap_before(song("a", tempo_bpm=None, decay_s=8.0), song("b"))
    assert (plain, faded) == (2.0, 1.2)


def test_quiet_inside_the_files_counts_as_pause() -> None:
    before = song("a", tempo_bpm=None, tail_quiet_s=1.5)
    gap_s, choice = gap_before(before, song("b", head_quiet_s=0.3))
    assert gap_s == pytest.approx(0.2)
    assert choice.facts["heard_s"] == 2.0


def test_a_pause_comes_to_whole_beats_of_the_song_before() -> None:
    gap_s, _ = gap_before(song("a", tempo_bpm=110.0), song("b"))
    assert gap_s == pytest.approx(4 * 60 / 110, abs=0.01)


def test_quiet_songs_stay_quiet_but_not_beyond_the_limit() -> None:
    songs = [song("loud"), song("quiet", loudness_lufs=-16.0), song("far", loudness_lufs=-30.0)]
    album, choices = decide(songs, Held(), title="x")
    assert [s.offset_lu for s in album.songs] == [0.0, -4.0, -6.0]
    assert [album.target_lufs(s) for s in album.songs] == [-14.0, -18.0, -20.0]
    assert [c.song for c in choices if c.rule == "album/level_limited"] == ["far"]


def test_by_the_rule_of_the_loudest_the_loudest_gets_the_album_s_loudness() -> None:
    songs = [song("anchor"), song("louder", loudness_lufs=-11.0)]
    held = Held(head={"anchor": "anchor.wav"})
    album, _ = decide(songs, held, title="x")
    assert [album.target_lufs(s) for s in album.songs] == [-14.0, -13.0]
    loudest, _ = decide(songs, Held(head={**held.head, "level_by": "loudest"}), title="x")
    assert [loudest.target_lufs(s) for s in loudest.songs] == [-15.0, -14.0]


def test_a_song_over_the_middle_of_the_album_is_told() -> None:
    levels = {"a": -12.0, "b": -16.0, "c": -16.5}
    songs = [song(name, loudness_lufs=level) for name, level in levels.items()]
    _, choices = decide(songs, Held(), title="x")
    (told,) = [c for c in choices if c.rule == "album/sticks_out"]
    assert told.song == "a"
    assert told.facts["over_lu"] == pytest.approx(4.0)


def test_the_album_has_the_rate_most_songs_have() -> None:
    songs = [song("a"), song("b", rate_hz=48000), song("c", rate_hz=48000)]
    album, choices = decide(songs, Held(), title="x")
    assert album.rate_hz == 48000
    (told,) = [c for c in choices if c.rule == "album/rate"]
    assert told.facts["others"] == "a"
    assert decide(songs, Held(head={"rate_hz": 44100}), title="x")[0].rate_hz == 44100


def test_rates_that_fit_no_album_become_that_of_a_cd() -> None:
    album, _ = decide([song("a", rate_hz=22050), song("b", rate_hz=32000)], Held(), title="x")
    assert album.rate_hz == 44100


def test_a_song_that_lies_off_moves_part_of_the_way() -> None:
    bump = [-15.0] * 30
    bump[9:15] = [-11.0] * 6  # 200 to 630 Hz
    others = [song("b"), song("c"), song("d")]
    (region,) = regions(song("a", tone_db=tuple(bump)), others, 50.0)
    assert region.gain_db == pytest.approx(-region.off_db / 2, abs=0.15)
    assert region.low_hz < 280.0
    assert region.high_hz > 450.0
    assert not regions(song("a", tone_db=tuple(bump)), others, 0.0)


def test_no_move_is_larger_than_two_decibels() -> None:
    bump = [-15.0] * 30
    bump[9:15] = [-3.0] * 6
    found = regions(song("a", tone_db=tuple(bump)), [song("b"), song("c")], 100.0)
    assert max(abs(region.gain_db) for region in found) == pytest.approx(2.0, abs=0.05)


def test_where_the_others_differ_as_much_nothing_is_moved() -> None:
    bump, dip = [-15.0] * 30, [-15.0] * 30
    bump[9:15], dip[9:15] = [-12.0] * 6, [-20.0] * 6
    others = [song("b", tone_db=tuple(dip)), song("c"), song("d", tone_db=tuple(bump))]
    assert not regions(song("a", tone_db=tuple(bump)), others, 50.0)


def test_two_songs_have_no_shared_tone() -> None:
    assert not regions(song("a", tone_db=tuple(range(-30, 0))), [song("b")], 50.0)


def test_a_move_is_measured_where_it_was_made() -> None:
    bump = [-15.0] * 30
    bump[9:15] = [-11.0] * 6
    others = [song("b"), song("c")]
    (region,) = regions(song("a", tone_db=tuple(bump)), others, 50.0)
    assert measured_off_db(region, np.array(bump), others) == pytest.approx(region.off_db, abs=0.01)


def placed(*songs: tuple[float, AlbumSong], rate_hz: int = 44100):  # type: ignore[no-untyped-def]
    return timeline([(s, round(length_s * rate_hz)) for length_s, s in songs], rate_hz)


@pytest.mark.parametrize("rate_hz", [44100, 48000, 88200, 96000, 192000])
def test_tracks_begin_on_whole_sectors_after_at_least_their_gap(rate_hz: int) -> None:
    line = placed(
        (5.001, AlbumSong(file="a", title="a")),
        (5.0, AlbumSong(file="b", title="b", gap_s=1.234)),
        (5.0, AlbumSong(file="c", title="c")),
        rate_hz=rate_hz,
    )
    for before, now in zip(line.placed, line.placed[1:], strict=False):
        end = before.start_frames + before.frames
        assert now.start_frames == now.mark * line.sector_frames
        late = now.start_frames - end - round(now.song.gap_s * rate_hz)
        assert 0 <= late < line.sector_frames
    cuts = [line.cut(number) for number in range(3)]
    assert cuts[0][0] == 0
    assert cuts[-1][1] == line.frames
    assert all(one[1] == two[0] for one, two in pairwise(cuts))


def test_the_mark_of_a_crossfaded_song_lies_in_the_middle_of_the_crossfade() -> None:
    line = placed(
        (10.0, AlbumSong(file="a", title="a")),
        (10.0, AlbumSong(file="b", title="b", crossfade_s=4.0, gap_s=2.0)),
    )
    second = line.placed[1]
    assert second.start_frames == 6 * 44100
    assert second.mark == 8 * 75
    assert second.pause is None


def test_a_crossfade_longer_than_its_songs_is_refused() -> None:
    with pytest.raises(TooShort, match=r"b: crossfade_s is 4 s, but there is room for 3\.0 s"):
        placed(
            (10.0, AlbumSong(file="a", title="a")),
            (3.0, AlbumSong(file="b", title="b", crossfade_s=4.0)),
        )


def test_crossfades_into_and_out_of_a_song_do_not_meet() -> None:
    with pytest.raises(TooShort, match=r"c: crossfade_s is 3 s, but there is room for 2\.0 s"):
        placed(
            (10.0, AlbumSong(file="a", title="a")),
            (5.0, AlbumSong(file="b", title="b", crossfade_s=3.0)),
            (10.0, AlbumSong(file="c", title="c", crossfade_s=3.0)),
        )


def test_what_a_person_wrote_stays() -> None:
    songs = [song("a"), song("b"), song("c")]
    held = Held(
        head={"loudness_lufs": -11.0},
        songs={"b.wav": {"gap_s": 5.0, "offset_lu": -1.5, "title": "Bee"}, "c.wav": {"use": False}},
        order=("b.wav", "a.wav", "c.wav"),
    )
    album, choices = decide(songs, held, title="x")
    assert [s.file for s in album.played] == ["b.wav", "a.wav"]
    bee = album.songs[0]
    assert (bee.title, bee.gap_s, bee.offset_lu) == ("Bee", 5.0, -1.5)
    assert album.target_lufs(bee) == -12.5
    assert any(c.rule == "album/held" and c.song == "b" for c in choices)
