"""``tonmeister chop``."""

from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile as sf

from tests.grooves.kit_loops import RATE_HZ, loop_clip, played
from tonmeister.app.cli import main
from tonmeister.flow.beats.chopping import Chopped, ChopWish, chop
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.grooves import groove
from tonmeister.listening.chopping import loop_tempo, onsets, sample_key, sliced
from tonmeister.signal import Samples


def loop(tmp_path: Path, name: str = "rock", rate_hz: int = RATE_HZ) -> tuple[Path, float]:
    """Two bars of our kit that begin on the one and last exactly two bars."""
    one = groove(name)
    bpm = one.tempo_bpm.usual
    sound = played(loop_clip(one, 2, feel=0.0), bpm, 8.0, lead_s=0.0)
    sound = sound[:, : round(8 * 60 / bpm * RATE_HZ)]
    path = tmp_path / f"{name}.wav"
    sf.write(path, np.repeat(sound, 2, axis=0).T, rate_hz, subtype="PCM_16")
    return path, bpm * rate_hz / RATE_HZ


def played_back(done: Chopped, frames: int, rate_hz: int) -> Samples:
    """What a sampler makes of the MIDI clip and the slices: each at its time, to the sample."""
    out, now, tempo = np.zeros((2, frames)), 0.0, 500_000
    file = mido.MidiFile(done.files["MIDI"])
    for message in file.tracks[0]:
        now += message.time * tempo / 1e6 / file.ticks_per_beat
        if message.type == "set_tempo":
            tempo = message.tempo
        if message.type == "note_on" and message.velocity:
            piece, _ = sf.read(done.slices[message.note - 36], always_2d=True)
            at = round(now * rate_hz)
            out[:, at : at + len(piece)] += piece.T
    return out


@pytest.mark.parametrize("rate_hz", [48_000, 44_100, 32_000])
@pytest.mark.parametrize("grid", [None, 0.5])
def test_the_clip_plays_the_loop_back_to_the_sample(
    grid: float | None, rate_hz: int, tmp_path: Path
) -> None:
    path, _ = loop(tmp_path, "boom-bap", rate_hz)
    before = path.read_bytes()
    from fractions import Fraction

    step = None if grid is None else Fraction(grid)
    done = chop(path, Teller(), ChopWish(step_quarters=step, out=tmp_path / "out"))
    sound, _ = sf.read(path, always_2d=True)
    left = played_back(done, len(sound), rate_hz) - sound.T
    assert 20 * np.log10(np.abs(left).max() + 1e-12) < -90.0
    assert path.read_bytes() == before


def test_slices_begin_and_end_without_a_click(tmp_path: Path) -> None:
    path, _ = loop(tmp_path, "funk")
    done = chop(path, Teller(), ChopWish(out=tmp_path / "out"))
    for n, file in enumerate(done.slices):
        piece, _ = sf.read(file, always_2d=True)
        peak = np.abs(piece).max()
        if n:
            assert np.abs(piece[0]).max() < 0.01 * peak
        if n < len(done.slices) - 1:
            assert np.abs(piece[-1]).max() < 0.01 * peak


@pytest.mark.parametrize("name", ["rock", "boom-bap", "house", "drum-and-bass"])
def test_tempo_and_strokes_of_a_loop_are_found(name: str, tmp_path: Path) -> None:
    path, bpm = loop(tmp_path, name)
    done = chop(path, Teller(), ChopWish(out=tmp_path / "out"))
    assert done.tempo is not None
    assert done.tempo.beats in (4, 8, 16)
    heard = {done.tempo.quarter_bpm, *done.tempo.alternatives_bpm}
    assert min(abs(b / bpm - 1) for b in heard) < 0.01
    assert done.key is None
    ratio = done.quarter_bpm / bpm
    kicks = {n.start_quarters for n in loop_clip(groove(name), 2, feel=0.0).notes
             if n.lane == "kick"}  # fmt: skip
    places = np.array(done.places_quarters) / ratio
    for kick in kicks:
        assert np.abs(places - kick).min() < 0.06, kick


def test_another_tempo_moves_the_strokes_and_keeps_their_attacks(tmp_path: Path) -> None:
    path, bpm = loop(tmp_path, "rock")
    done = chop(path, Teller(), ChopWish(bpm=bpm, to_bpm=100.0, out=tmp_path / "out"))
    slow, rate_hz = sf.read(done.files["loop"], always_2d=True)
    sound, _ = sf.read(path, always_2d=True)
    assert len(slow) == pytest.approx(len(sound) * bpm / 100.0, abs=2)
    late = [o.at_s for o in onsets(slow.T, rate_hz) if o.strength > 0.3]
    for one in (o for o in onsets(sound.T, rate_hz) if o.strength > 0.4):
        assert min(abs(at - one.at_s * bpm / 100.0) for at in late) < 0.006
    assert np.abs(slow).max() < 1.05 * np.abs(sound).max()
    left = played_back(done, len(slow), rate_hz) - slow.T
    assert 20 * np.log10(np.abs(left).max() + 1e-12) < -90.0


def test_a_faster_tempo_fits_too(tmp_path: Path) -> None:
    path, bpm = loop(tmp_path, "rock")
    done = chop(path, Teller(), ChopWish(bpm=bpm, to_bpm=150.0, out=tmp_path / "out"))
    fast, _ = sf.read(done.files["loop"])
    assert len(fast) / RATE_HZ == pytest.approx(8 * 60 / 150.0, abs=0.001)


def test_a_chord_has_a_key_and_a_snare_has_none() -> None:
    t = np.arange(4 * 44_100) / 44_100
    chords = np.zeros_like(t)
    for n, midis in enumerate(((57, 60, 64), (62, 65, 69), (64, 68, 71), (57, 60, 64))):
        on = (t >= n) & (t < n + 1)
        for midi in midis:
            hz = 440 * 2 ** ((midi - 69) / 12)
            chords += on * sum(np.sin(2 * np.pi * hz * k * t) / k for k in (1, 2, 3)) * 0.1
    key, rings = sample_key(chords[None], 44_100)
    assert key is not None
    assert key.name == "A minor"
    assert rings > 0.6
    noise = np.random.default_rng(1).standard_normal((1, 88_200)) * 0.1
    assert sample_key(noise, 44_100)[0] is None


def test_slices_add_up_however_they_are_cut() -> None:
    sound = np.random.default_rng(3).standard_normal((2, 5000))
    cuts = [0, 3, 40, 41, 900, 4990]
    total = np.zeros_like(sound)
    for one in sliced(sound, 48_000, cuts):
        total[:, one.frame : one.frame + one.samples.shape[1]] += one.samples
    assert np.abs(total - sound).max() < 1e-12


def test_a_length_that_holds_whole_beats_tells_the_tempo() -> None:
    from tonmeister.listening.chopping import Onset

    found = [Onset(n * 0.5, 1.0) for n in range(8)]
    heard = loop_tempo(found, 4.0)
    assert heard is not None
    assert (heard.beats, heard.quarter_bpm) == (8, 120.0)


def test_the_map_names_every_slice(tmp_path: Path) -> None:
    path, _ = loop(tmp_path)
    done = chop(path, Teller(), ChopWish(sfz=True, out=tmp_path / "out"))
    text = done.files["SFZ"].read_text("utf-8")
    for n, file in enumerate(done.slices):
        assert f"sample={file.name} key={36 + n} pitch_keycenter={36 + n}" in text
    fewer = chop(path, Teller(), ChopWish(sensitivity_score=0.2, out=tmp_path / "out"))
    assert sorted((tmp_path / "out" / "slices").iterdir()) == sorted(fewer.slices)


@pytest.mark.material
def test_famous_loops_are_chopped_and_null(material: Path, tmp_path: Path) -> None:
    for name, bpm in (("loop_amen", 136.9), ("loop_breakbeat", 126.0), ("loop_compus", 148.0)):
        path = material / "sonic_pi" / f"{name}.flac"
        done = chop(path, Teller(), ChopWish(out=tmp_path / name))
        assert done.tempo is not None
        assert done.tempo.quarter_bpm == pytest.approx(bpm, rel=0.01)
        sound, rate_hz = sf.read(path, always_2d=True)
        left = played_back(done, len(sound), rate_hz) - sound.T
        assert 20 * np.log10(np.abs(left).max() + 1e-12) < -90.0


def silence(tmp_path: Path) -> Path:
    path = tmp_path / "silence.wav"
    sf.write(path, np.zeros((48_000, 2)), 48_000)
    return path


def text(tmp_path: Path) -> Path:
    path = tmp_path / "words.wav"
    path.write_text("no sound", "utf-8")
    return path


@pytest.mark.parametrize(
    ("make", "words", "told"),
    [
        (silence, [], "silence.wav is silent"),
        (text, [], "words.wav"),
        (lambda folder: folder / "none.wav", [], "there is no such file"),
        (lambda folder: loop(folder)[0], ["--grid", "1/7"], "--grid is '1/7'"),
        (lambda folder: loop(folder)[0], ["--to-bpm", "290"], "--to-bpm 290 is too far"),
        (lambda folder: loop(folder)[0], ["--bpm", "none"], "--bpm is 'none'"),
    ],
)
def test_what_cannot_be_chopped_is_told_in_one_line(
    make, words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["chop", str(make(tmp_path)), *words, "--out", str(tmp_path / "out")])
    lines = [x for x in capsys.readouterr().err.splitlines() if x.startswith("tonmeister")]
    assert code in (2, 3)
    assert len(lines) == 1
    assert told in lines[0]
    assert not (tmp_path / "out").exists()


def test_chop_says_tempo_key_and_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, _ = loop(tmp_path)
    assert main(["chop", str(path), "--grid", "1/8", "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert "8 beats at 124.0 BPM; no key: it is percussion" in shown
    assert "1·2· 3·4· 5·6· 7·8·" in shown
