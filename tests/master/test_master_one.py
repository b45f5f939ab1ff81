"""A mix becomes a master: nearer to the reference, at its loudness, under the ceiling."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from little_masters import pair, put, song

from tonmeister.flow.master import Mastered, MasterWishes, Reference, master_one
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge import UnknownGenre
from tonmeister.producer.reference import Amounts
from tonmeister.signal import Audio
from tonmeister.signal.loudness import measure
from tonmeister.studio import SheetError, Unusable


def wishes(*references: Path, **other: object) -> MasterWishes:
    heard = tuple(Reference(path=path) for path in references)
    return MasterWishes(references=heard, **other)  # type: ignore[arg-type]


def made(folder: Path, mix: Path, asked: MasterWishes) -> Mastered:
    return master_one(mix, asked, folder, Teller())


def loudness_and_peak(path: Path) -> tuple[float, float]:
    samples, rate_hz = sf.read(path, always_2d=True)
    meter = measure(Audio(np.ascontiguousarray(samples.T), rate_hz))
    return meter.integrated_lufs(), meter.true_peak_dbtp()


def test_a_master_comes_to_its_reference_and_stays_under_its_ceiling(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    untouched = mix.read_bytes()
    done = made(tmp_path / "m", mix, wishes(record, most_db=18.0))
    lufs, peak_dbtp = loudness_and_peak(done.master)
    assert lufs == pytest.approx(loudness_and_peak(record)[0], abs=0.2)
    assert peak_dbtp <= -1.0
    assert done.before.mid_db > 4.0
    assert done.after.mid_db < 0.6
    assert done.after.side_db < 1.0
    assert not done.refused
    assert mix.read_bytes() == untouched


def test_the_same_again_is_the_same_bit_by_bit(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    kept = []
    for _ in range(2):
        done = made(tmp_path / "m", mix, wishes(record))
        assert done.report is not None
        kept.append([p.read_bytes() for p in (done.master, done.recall, done.report)])
    assert kept[0] == kept[1]


def test_half_the_tone_goes_half_the_way_and_no_width_leaves_the_width(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    amounts = Amounts(tone=50.0, width=0.0, dynamics=0.0, loudness=0.0)
    done = made(tmp_path / "m", mix, wishes(record, amounts=amounts, most_db=18.0))
    assert done.after.mid_db == pytest.approx(done.before.mid_db / 2.0, abs=0.4)
    apart_db = [float((p.side_db - p.mid_db)[5:28].mean()) for p in (done.mix, done.result)]
    assert apart_db[1] == pytest.approx(apart_db[0], abs=0.2)
    assert done.measured.loudness_lufs == pytest.approx(done.mix.loudness_lufs, abs=0.2)
    assert [m.effect for m in done.sheet.master.decisions] == ["match_eq", "limiter"]


def test_two_references_are_blended(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    soft = put(tmp_path / "soft.wav", 0.2 * song(3, slope_db=-5.0))
    both = (Reference(path=record, weight=1.0), Reference(path=soft, weight=3.0))
    done = made(tmp_path / "m", mix, MasterWishes(references=both))
    loud, quiet = (loudness_and_peak(p)[0] for p in (record, soft))
    assert done.measured.loudness_lufs == pytest.approx(0.25 * loud + 0.75 * quiet, abs=0.2)


@pytest.mark.parametrize("rate_hz", [48000, 96000])
def test_mono_stays_mono_and_the_rate_is_kept(tmp_path: Path, rate_hz: int) -> None:
    sound = song(4, rate_hz=rate_hz, length_s=4.0)[:1]
    mix = put(tmp_path / "mix.wav", sound, rate_hz)
    done = made(tmp_path / "m", mix, wishes(put(tmp_path / "r.wav", song(5, slope_db=-3.0))))
    about = sf.info(done.master)
    assert (about.channels, about.samplerate, about.subtype) == (1, rate_hz, "PCM_24")
    assert about.frames == sound.shape[1]
    assert done.after.mid_db < done.before.mid_db
    assert all(m.settings.get("part") != "side" for m in done.sheet.master.decisions)


def test_a_target_that_would_do_harm_is_given_up_with_figures(tmp_path: Path) -> None:
    mix = put(tmp_path / "mix.wav", song(6, swing=9.0))
    done = made(tmp_path / "m", mix, wishes(target_lufs=-3.0))
    assert done.sheet.target.loudness_lufs < -4.0
    assert "LU under its target of -3.0 LUFS" in done.refused
    assert any(note.startswith("I stop at") for note in done.sheet.notes)
    assert done.measured.loudness_lufs == pytest.approx(done.sheet.target.loudness_lufs, abs=0.2)
    assert done.measured.true_peak_dbtp <= -1.0


def test_without_a_reference_it_goes_to_what_platforms_play(tmp_path: Path) -> None:
    done = made(tmp_path / "m", put(tmp_path / "mix.wav", song(7)), wishes())
    assert done.measured.loudness_lufs == pytest.approx(-14.0, abs=0.2)
    for m in done.sheet.master.decisions:
        if m.effect == "match_eq":
            assert max(abs(v) for v in m.settings.values() if isinstance(v, float)) <= 6.0


def test_an_album_may_ask_for_a_song_softer_than_the_rest(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    done = made(tmp_path / "m", mix, wishes(record, offset_lu=-4.0))
    want = loudness_and_peak(record)[0] - 4.0
    assert done.measured.loudness_lufs == pytest.approx(want, abs=0.2)


def test_what_a_person_changed_wins_and_is_held(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    first = made(tmp_path / "m", mix, wishes(record))
    text = first.recall.read_text("utf-8")
    old = next(line for line in text.splitlines() if line.startswith("settings = { part = "))
    mine = old.replace("at_1000_hz_db = ", "at_1000_hz_db = 2.5 # ").partition(" # ")[0]
    mine += old.partition("at_1000_hz_db = ")[2].partition(",")[1]
    mine += old.partition("at_1000_hz_db = ")[2].partition(",")[2]
    first.recall.write_text("# my own words\n" + text.replace(old, mine, 1), "utf-8")
    again = made(tmp_path / "m", mix, wishes(record))
    kept = again.sheet.master.decisions[0]
    assert kept.settings["at_1000_hz_db"] == 2.5
    assert kept.hold
    assert again.recall.read_text("utf-8").startswith("# my own words\n")
    assert again.sheet.revision == first.sheet.revision + 1
    assert made(tmp_path / "m", mix, wishes(record)).sheet.revision == again.sheet.revision


def test_a_limiter_that_is_held_is_not_driven(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    first = made(tmp_path / "m", mix, wishes(record))
    text = first.recall.read_text("utf-8")
    head, mark, rest = text.rpartition('rule = "match/level"')
    first.recall.write_text(head + "hold = true\n" + mark + rest, "utf-8")
    again = made(tmp_path / "m", mix, wishes(record, target_lufs=-12.0))
    gains = [d.sheet.master.decisions[-1].settings["gain_db"] for d in (first, again)]
    assert gains[0] == gains[1]
    assert "its target of -12.0 LUFS" in again.refused


def test_a_saved_chain_masters_another_song_at_its_own_loudness(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    saved = made(tmp_path / "a", mix, wishes(record))
    other = put(tmp_path / "other.wav", 0.1 * song(9, slope_db=-6.0, width=0.3))
    done = made(tmp_path / "b", other, wishes(sheet=saved.recall))
    curves = [
        [m.settings for m in d.sheet.master.decisions if m.effect == "match_eq"]
        for d in (saved, done)
    ]
    assert curves[0] == curves[1]
    want = saved.sheet.target.loudness_lufs
    assert done.measured.loudness_lufs == pytest.approx(want, abs=0.2)


def test_every_move_says_what_was_heard_and_what_was_done(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    done = made(tmp_path / "m", mix, wishes(record, amounts=Amounts(dynamics=80.0)))
    told = " ".join(m.reason for m in done.sheet.master.decisions)
    assert "{" not in told
    assert "record" in told
    assert all(m.because for m in done.sheet.master.decisions)
    for m in done.sheet.master.decisions:
        if m.effect != "clipper":
            assert m.measured
    assert done.report is not None
    page = done.report.read_text("utf-8")
    assert page.count("<svg") == 2
    assert "http" not in page.replace("http-equiv", "")


def test_a_name_full_of_braces_does_no_harm(tmp_path: Path) -> None:
    mix, record = pair(tmp_path)
    odd = record.rename(tmp_path / "{0} <b>&{x}.wav")
    done = made(tmp_path / "m", mix, wishes(odd))
    assert done.report is not None
    assert "<b>&" not in done.report.read_text("utf-8")


def test_what_cannot_be_mastered_is_said_in_one_line(tmp_path: Path) -> None:
    mix, _ = pair(tmp_path)
    silent = put(tmp_path / "silent.wav", np.zeros((2, 44100)))
    words = tmp_path / "words.wav"
    words.write_text("no sound at all", "utf-8")
    for path, kind, said in (
        (tmp_path / "gone.wav", BadWish, "is not there"),
        (tmp_path, BadWish, "is a folder"),
        (silent, Unusable, "silent"),
        (words, Unusable, "text file"),
    ):
        with pytest.raises(kind, match=said) as error:
            made(tmp_path / "m", path, wishes())
        assert "\n" not in str(error.value)
        with pytest.raises(kind, match=said):
            made(tmp_path / "m", mix, wishes(path))
    with pytest.raises(SheetError):
        made(tmp_path / "m", mix, wishes(sheet=words))
    assert not list((tmp_path / "m").rglob("*.wav"))


def test_a_wish_that_cannot_be_leaves_nothing_behind(tmp_path: Path) -> None:
    mix, _ = pair(tmp_path)
    for bad in (wishes(tmp_path / "gone.wav"), wishes(genre="polka"), wishes(sheet=mix)):
        with pytest.raises((BadWish, UnknownGenre, SheetError)):
            made(tmp_path / "m", mix, bad)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(
    ("said", "weight", "name"),
    [
        ("a.wav", 1.0, "a.wav"),
        ("a.wav:0.5", 0.5, "a.wav"),
        ("a:50%", 0.5, "a"),
        ("a:b", 1.0, "a:b"),
    ],
)
def test_a_reference_is_a_file_and_perhaps_a_weight(said: str, weight: float, name: str) -> None:
    assert Reference.said(said) == Reference(path=Path(name), weight=weight)


def test_a_reference_that_counts_for_nothing_is_refused() -> None:
    for said in ("a.wav:0", "a.wav:-1", "a.wav:inf"):
        with pytest.raises(BadWish, match="above 0"):
            Reference.said(said)


def test_what_is_too_short_has_no_loudness(tmp_path: Path) -> None:
    blip = put(tmp_path / "blip.wav", song(3, length_s=0.2))
    with pytest.raises(Unusable, match=r"shorter than 0.5 s"):
        made(tmp_path / "m", blip, wishes())


@pytest.mark.material
def test_a_real_mix_comes_to_a_real_record(material: Path, tmp_path: Path) -> None:
    mix = material / "mdbdrums" / "Rock" / "MusicDelta_Rock_MIX.wav"
    record = material / "jamendolyrics" / "mp3" / "Fantasma_-_Los_Rombos.mp3"
    done = made(tmp_path, mix, wishes(record, most_db=18.0))
    assert math.isclose(done.measured.loudness_lufs, done.goal.loudness_lufs, abs_tol=0.2)
    assert done.measured.true_peak_dbtp <= -1.0
    assert done.after.mid_db <= 1.6
    assert done.after.side_db <= 2.5
    assert replace(done.sheet, notes=()).reference == record.name
