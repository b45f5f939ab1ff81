"""Every exercise: what is asked is what is heard, and loudness gives nothing away."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from training_music import RATE_HZ, band

from tonmeister.faults import Piece
from tonmeister.signal.loudness import LoudnessMeter
from tonmeister.training import LEVELS, CannotAsk, Question, exercises

NAMES = tuple(exercises())
PIECE = band()


def ask(name: str, level: int = 1, seed: int = 1, piece: Piece = PIECE) -> Question:
    return exercises()[name].ask(piece, level, seed)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", [1, LEVELS // 2, LEVELS])
def test_its_sounds_are_equally_loud_and_do_not_clip(name: str, level: int) -> None:
    question = ask(name, level)
    meters = []
    for sound in question.sounds.values():
        meter = LoudnessMeter(question.rate_hz)
        meter.add(sound)
        meters.append(meter)
    loud = [meter.integrated_lufs() for meter in meters]
    assert max(loud) - min(loud) < 0.05
    assert -35.0 < loud[0] <= -17.95
    assert max(meter.true_peak_dbtp() for meter in meters) <= -0.95


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_asks_the_same_question(name: str) -> None:
    one, other = ask(name, 3, 11), ask(name, 3, 11)
    assert (one.right, one.answers, one.was) == (other.right, other.answers, other.was)
    for key, sound in one.sounds.items():
        assert np.array_equal(sound, other.sounds[key])


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_right_now_and_then(name: str) -> None:
    asked = [ask(name, 2, seed) for seed in range(9)]
    assert len({question.right for question in asked}) >= 2
    for question in asked:
        assert 0 <= question.right < len(question.answers) <= 9  # one key each
        assert len(set(question.answers)) == len(question.answers)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_was_and_how_to_hear_it(name: str) -> None:
    question = ask(name)
    assert question.was
    assert question.by_ear
    assert set(question.sounds) in ({"a", "b"}, {"a", "x"})
    assert exercises()[name].instead in exercises()


@pytest.mark.parametrize("name", NAMES)
def test_the_piece_itself_is_left_alone(name: str) -> None:
    piece = band()
    ask(name, piece=piece)
    assert np.array_equal(piece.mix, PIECE.mix)
    for stem, sound in piece.stems.items():
        assert np.array_equal(sound, PIECE.stems[stem])


def apart_db(question: Question) -> float:
    first, second = question.sounds.values()
    gain = np.vdot(first, second) / np.vdot(first, first)
    return 10 * np.log10(np.mean((second - gain * first) ** 2) / np.mean(second**2) + 1e-12)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("delay", "fault", "polarity")])
def test_the_last_level_is_far_harder_than_the_first(name: str) -> None:
    """The two sounds lie nearer together (in the delay exercise the answers do instead)."""
    seeds = [s for s in range(9) if name != "vocal" or ask(name, 1, s).right != 1][:2]
    easy = np.mean([apart_db(ask(name, 1, seed)) for seed in seeds])
    hard = np.mean([apart_db(ask(name, LEVELS, seed)) for seed in seeds])
    assert hard < easy - 4.0


def test_less_and_less_of_the_side_is_turned_over() -> None:
    def lines_apart(level: int) -> int:
        question = ask("polarity", level)
        spectra = [np.abs(np.fft.rfft(s[0] + s[1])) for s in question.sounds.values()]
        floor = 0.1 * max(spectra[0].max(), spectra[1].max()) * 1e-3
        return int((np.abs(spectra[0] - spectra[1]) > floor).sum())

    assert lines_apart(LEVELS) < 0.1 * lines_apart(1)


def test_the_echoes_to_choose_from_come_nearer_together() -> None:
    def ratio(level: int) -> float:
        first, second = (float(words.split()[0]) for words in ask("delay", level).answers[:2])
        return second / first

    assert ratio(1) == pytest.approx(2.2, rel=0.03)
    assert ratio(LEVELS) == pytest.approx(1.15, rel=0.03)


# ---- the right answer is what can be measured ----


def octave_db(sound: np.ndarray, centre_hz: float) -> float:
    power = np.square(np.abs(np.fft.rfft(sound, axis=1))).sum(axis=0)
    hz = np.fft.rfftfreq(sound.shape[1], 1.0 / RATE_HZ)
    inside = (hz > centre_hz / 2**0.5) & (hz < centre_hz * 2**0.5)
    return 10 * float(np.log10(power[inside].sum()))


def hertz(words: str) -> float:
    number, unit = words.split()
    return float(number) * (1000.0 if unit == "kHz" else 1.0)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("name", "sign"), [("boost", 1), ("cut", -1)])
def test_the_octave_that_is_named_changed_most(name: str, sign: int, seed: int) -> None:
    question = ask(name, 4, seed)
    centres_hz = [hertz(words) for words in question.answers]
    changed = [
        sign * (octave_db(question.sounds["x"], hz) - octave_db(question.sounds["a"], hz))
        for hz in centres_hz
    ]
    assert int(np.argmax(changed)) == question.right


def voice_in(sound: np.ndarray) -> float:
    """Return how much of the voice's stem is in a sound, by projection on all four stems."""
    stems = np.stack([stem.ravel() for stem in PIECE.stems.values()])
    share = np.linalg.lstsq(stems.T, sound.ravel(), rcond=None)[0]
    return float(share[2] / share[1])  # the voice against the bass


@pytest.mark.parametrize("seed", range(6))
def test_the_vocal_is_as_much_louder_as_is_said(seed: int) -> None:
    question = ask("vocal", 5, seed)
    step = exercises()["vocal"].amount_at(5)
    by_db = 20 * np.log10(voice_in(question.sounds["x"]) / voice_in(question.sounds["a"]))
    assert by_db == pytest.approx((step, 0.0, -step)[question.right], abs=0.01)


def crest(sound: np.ndarray) -> float:
    return float(np.abs(sound).max() / np.sqrt(np.mean(sound**2)))


def side(sound: np.ndarray) -> float:
    return float(np.mean((sound[0] - sound[1]) ** 2) / np.mean((sound[0] + sound[1]) ** 2))


def flat(sound: np.ndarray) -> float:
    high = np.abs(sound)
    return float((high > 0.999 * high.max()).sum())


def top(sound: np.ndarray) -> float:
    return -octave_db(sound, 14000.0)


def turned(sound: np.ndarray) -> float:
    return -float(np.mean(sound[0] * sound[1]))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("compression", lambda sound: -crest(sound)),
        ("width", lambda sound: -side(sound)),
        ("clipping", flat),
        ("reverb", side),  # the voice stands in the middle, its plate does not
        ("codec", top),
        ("polarity", turned),
    ],
)
def test_the_changed_one_of_two_is_the_one_that_measures_so(
    name: str, most: Callable[[np.ndarray], float], seed: int
) -> None:
    question = ask(name, 2, seed)
    measured = [most(question.sounds[key]) for key in "ab"]
    assert int(np.argmax(measured)) == question.right


@pytest.mark.parametrize("seed", range(4))
def test_the_echo_comes_after_the_time_that_is_said(seed: int) -> None:
    question = ask("delay", 3, seed)
    first, second = question.sounds["a"], question.sounds["x"]
    gain = np.vdot(first, second) / np.vdot(first, first)
    voice = PIECE.stems["voice"]
    spectrum = np.fft.rfft((second - gain * first).mean(axis=0), 2 * voice.shape[1])
    lag = np.fft.irfft(spectrum * np.conj(np.fft.rfft(voice.mean(axis=0), 2 * voice.shape[1])))
    times_ms = [float(words.split()[0]) for words in question.answers]
    around = [
        np.abs(lag[round((ms - 8) * RATE_HZ / 1000) : round((ms + 8) * RATE_HZ / 1000)]).max()
        for ms in times_ms
    ]
    assert int(np.argmax(around)) == question.right


# ---- what a piece cannot carry ----


def test_without_a_singer_nothing_is_asked_about_one() -> None:
    alone = Piece(name="the mix", rate_hz=RATE_HZ, mix=PIECE.mix)
    with pytest.raises(CannotAsk, match="needs the stems of the mix"):
        ask("vocal", piece=alone)


def test_a_mono_song_cannot_be_narrowed() -> None:
    mono = np.tile(PIECE.mix.mean(axis=0), (2, 1))
    with pytest.raises(CannotAsk, match="mono"):
        ask("width", piece=Piece(name="the mix", rate_hz=RATE_HZ, mix=mono))


def test_a_song_that_is_cut_off_flat_is_not_clipped_once_more() -> None:
    square = np.clip(20.0 * PIECE.mix, -0.7, 0.7)
    with pytest.raises(CannotAsk, match="flattened"):
        ask("clipping", LEVELS, piece=Piece(name="the mix", rate_hz=RATE_HZ, mix=square))


def test_a_song_without_a_top_cannot_lose_it() -> None:
    dull = np.tile(np.sin(2 * np.pi * 220 * np.arange(5 * RATE_HZ) / RATE_HZ), (2, 1))
    with pytest.raises(CannotAsk, match="nothing above"):
        ask("codec", piece=Piece(name="the tone", rate_hz=RATE_HZ, mix=0.3 * dull))


def test_a_tone_has_no_octaves_to_choose_from() -> None:
    tone = np.tile(np.sin(2 * np.pi * 1000 * np.arange(5 * RATE_HZ) / RATE_HZ), (2, 1))
    with pytest.raises(CannotAsk, match="nothing to guess"):
        ask("boost", piece=Piece(name="the tone", rate_hz=RATE_HZ, mix=0.3 * tone))
