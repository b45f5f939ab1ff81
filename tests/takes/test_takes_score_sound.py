"""What is heard in the sound of takes: planted faults, strokes, noise, tone."""

import numpy as np
import pytest
from sung_curves import RATE_HZ, meant, sung, together, with_sound

from tonmeister.listening.takes.measured import measure
from tonmeister.producer.takes import score_takes, told_moments

NOTES = meant()
PLAIN = [sung(n, NOTES) for n in (1, 2, 3)]


def marks(first, kind="voice", notes=NOTES, others=None):
    takes = {1: first, **dict(enumerate(others or PLAIN[1:], 2))}
    return {s.take: s for s in score_takes(together(takes, notes, kind), genre=None)}


def changed(change):
    sound = PLAIN[0][0].sound.copy()
    change(sound[0])
    return with_sound(PLAIN[0], sound)


def seen(score, check):
    return [f for p in score.phrases for f in p.findings if f.check == f"takes/{check}"]


def at(seconds):
    return round(seconds * RATE_HZ)


def test_a_clean_take_has_no_faults():
    found = marks(PLAIN[0])
    assert all(not p.findings for p in found[1].phrases)


def test_a_click_is_found_where_it_is():
    def click(x):
        x[at(5.213)] += 0.7

    (heard,) = seen(marks(changed(click))[1], "click")
    assert heard.where.start_s == pytest.approx(5.213, abs=0.005)


def test_a_thump_of_air_is_found_and_a_low_voice_is_none():
    def thump(x):
        t = np.arange(at(0.09)) / RATE_HZ
        x[at(4.0) : at(4.0) + t.size] += 0.5 * np.sin(2 * np.pi * 45 * t) * np.hanning(t.size)

    found = marks(changed(thump))
    (heard,) = seen(found[1], "plosive")
    assert heard.where.start_s == pytest.approx(4.04, abs=0.1)
    assert found[1].cost_score > found[2].cost_score
    low = meant([p - 24 for p in (60, 62, 64, 65)])
    deep = [sung(n, low) for n in (1, 2, 3)]
    assert not seen(marks(deep[0], notes=low, others=deep[1:])[1], "plosive")


def test_cut_tops_are_found_in_their_phrase():
    def clip(x):
        a, b = at(NOTES[8].start_s), at(NOTES[15].end_s)
        x[a:b] = np.clip(4.0 * x[a:b], -0.5, 0.5)

    found = marks(changed(clip))[1]
    assert [bool(p.facts["clipped_count"] > 3) for p in found.phrases] == [False, True, False]
    assert seen(found, "clipped")[0].facts["ceiling_dbfs"] == pytest.approx(-6.02, abs=0.1)
    assert any("tops are cut off" in words for words in told_moments(found))


def test_noise_between_the_lines_is_measured_and_costs():
    def noisy(x):
        x += 10 ** (-40 / 20) * np.random.default_rng(2).standard_normal(x.size)

    found = marks(changed(noisy))
    assert found[1].facts["floor_dbfs"] == pytest.approx(-40, abs=3)
    assert found[1].cost_score > found[2].cost_score


def test_the_gain_of_a_take_does_not_matter_and_a_line_that_falls_out_does():
    def half(x):
        x *= 0.5

    def one_line(x):
        x[at(NOTES[8].start_s - 0.05) : at(NOTES[15].end_s + 0.05)] *= 0.4

    assert marks(changed(half))[1].facts["level_off_db"] < 0.2
    fallen = marks(changed(one_line))[1]
    assert fallen.phrases[1].facts["louder_db"] == pytest.approx(-8, abs=0.5)
    assert fallen.phrases[0].facts["level_off_db"] < 0.2


def test_a_dull_line_and_a_breathy_line_are_heard_whatever_their_level():
    def dull(x):
        x[:] = np.convolve(x, np.ones(6) / 6.0, "same") * 1.5

    def breathy(x):
        x += 0.25 * np.abs(x) * np.random.default_rng(3).standard_normal(x.size)

    assert marks(changed(dull))[1].facts["brighter_db"] < -3
    assert marks(changed(breathy))[1].facts["breathier_db"] > 3


def test_other_words_are_heard_though_the_notes_are_the_same():
    def sing_another_vowel(x):
        a, b = at(NOTES[9].start_s), at(NOTES[11].end_s)
        f = np.fft.rfftfreq(b - a, 1 / RATE_HZ)
        formant = 1.0 + 30.0 * np.exp(-0.5 * ((f - 1500.0) / 150.0) ** 2)
        x[a:b] = np.fft.irfft(np.fft.rfft(x[a:b]) * formant, b - a) * np.hanning(b - a) ** 0.1

    found = marks(changed(sing_another_vowel))
    (heard,) = seen(found[1], "other_words")
    assert NOTES[9].start_s - 0.1 < heard.where.start_s < heard.where.end_s < NOTES[12].start_s
    assert not seen(found[2], "other_words")


# --- strokes ----------------------------------------------------------------------------------

HITS = meant([float("nan")] * 16)


def drummed(levels_db, number=1, flams=()):
    """Strokes of noise at the notes' places."""
    rng = np.random.default_rng(7)
    x = 1e-5 * rng.standard_normal(at(HITS[-1].end_s + 1.0))
    stroke = rng.standard_normal(at(0.15)) * np.exp(-np.arange(at(0.15)) / at(0.012))
    for i, note in enumerate(HITS):
        gain = 0.2 * 10 ** (levels_db[i] / 20)
        x[at(note.start_s) : at(note.start_s) + stroke.size] += gain * stroke
        if i in flams:
            late = at(note.start_s + 0.03)
            x[late : late + stroke.size] += gain * stroke
    empty = sung(number, HITS, left_out=range(len(HITS)))
    heard, lies = with_sound(empty, x[None])
    starts = np.array([n.start_s for n in HITS])
    lies.onsets_s[:], lies.ends_s[:], lies.off_ms[:] = starts, starts + 0.1, 0.0
    return heard, lies


def test_uneven_strokes_are_told_from_accents_that_all_takes_have():
    accents = np.where(np.arange(16) % 4 == 0, 6.0, 0.0)
    flicker = 3.0 * np.random.default_rng(4).standard_normal(16)
    takes = [drummed(accents + flicker, 1), drummed(accents, 2), drummed(accents, 3)]
    found = marks(takes[0], "drums", HITS, takes[1:])
    assert found[2].facts["uneven_db"] < 0.3
    assert found[1].facts["uneven_db"] == pytest.approx(3.0, abs=1.2)
    assert found[1].rank == 3


def test_a_flam_is_found_and_single_strokes_are_none():
    even = np.zeros(16)
    takes = [drummed(even, 1, flams=(5,)), drummed(even, 2), drummed(even, 3)]
    found = marks(takes[0], "drums", HITS, takes[1:])
    (heard,) = seen(found[1], "flam")
    assert heard.facts["apart_ms"] == pytest.approx(30, abs=6)
    assert heard.where.start_s == pytest.approx(HITS[5].start_s)
    assert not seen(found[2], "flam")


def test_drums_are_not_asked_for_pitch():
    takes = {n: drummed(np.zeros(16), n) for n in (1, 2)}
    known = measure(together(takes, HITS, "drums"))
    assert all("pitch_off_cents" not in one.facts for one in known.values())
    assert all(one.confidence > 0.5 for one in known.values())
