"""What is asked for after a take, and how it is said."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from written_takes import WORDS, bars, scored, written

from tonmeister.knowledge.tones import manner, manners
from tonmeister.model import Direction, Finding, Remark, Span
from tonmeister.people.direction import say
from tonmeister.people.tone import Tone, WrongTone, read_tone
from tonmeister.producer.takes.direct import directions, open_phrases
from tonmeister.producer.takes.direct_notes import syllables_count
from tonmeister.producer.takes.direct_wants import Wants

BANNED = re.compile(
    r"\b(you are|you're|your voice|talent\w*|gifted|bad|awful|terrible|poor|worse|wrong|lazy|weak|"
    r"always|never|other singers?|anyone|everyone|amateur\w*|professional\w*|just|sorry)\b",
    re.IGNORECASE,
)  # fmt: skip
MANNERS = ("challenging", "direct", "encouraging")


def asked(aligned, take=1, costs=None, **wanted):
    found = directions(aligned, scored(aligned, costs), wants=Wants(**wanted), bars=bars)
    return next(one for one in found if one.take == take)


def uneven(cents: float, phrases: tuple[int, ...] = (1, 2, 3, 4)) -> dict[tuple[int, int], float]:
    """Notes off to both sides: the take as a whole is in tune."""
    return {(p, n): cents * (-1) ** (n + p) for p in phrases for n in range(2, 8)}


ALL_KINDS = {
    "flat": ([({(2, 7): -62.0}, {})], {}),
    "sharp": ([({(3, 4): 71.0}, {})], {}),
    "other": ([({(3, 4): 210.0}, {})], {}),
    "flat line": ([({(2, 0): -45.0}, {})], {}),
    "sharp line": ([({(2, 0): 45.0}, {})], {}),
    "early": ([({}, {(1, 5): -120.0})], {}),
    "late": ([({}, {(1, 5): 120.0})], {}),
    "ahead": ([({}, {(4, 0): -70.0})], {}),
    "behind": ([({}, {(4, 0): 70.0})], {}),
    "loose": ([({}, {(1, n): 60.0 * (-1) ** n for n in range(1, 8)})], {}),
    "missing": ([({}, {})], {"gone": {1: [(2, 3)]}}),
    "left out": ([({}, {})], {"gone": {1: [(2, n) for n in range(1, 8)]}}),
    "sag": ([({}, {})], {"sags": {1: {(4, 7): 90.0}}}),
}


@cache
def told(name: str) -> Direction:
    takes, more = ALL_KINDS[name]
    return asked(written(takes, **more), scoops=True, laid_back=True)


def test_the_note_that_is_out_most_for_longest_is_named_with_bar_word_and_amount() -> None:
    # 80 cents on a half-second note weigh less than 62 on the note held for a second
    aligned = written([({(2, 7): -62.0, (3, 1): 80.0, (1, 2): -45.0}, {})])
    direction = asked(aligned)
    assert [(p.what, p.bars, p.word, p.phrase) for p in direction.points] == [
        ("flat", "bar 6", "tonight", 2),
        ("sharp", "bar 9", "turn", 3),
    ]
    assert direction.points[0].facts["off_cents"] == pytest.approx(-62.0, abs=0.5)
    assert not direction.keeper


@pytest.mark.parametrize("name", sorted(ALL_KINDS))
def test_each_thing_put_into_a_take_is_the_one_that_is_named(name: str) -> None:
    direction = told(name)
    assert [p.what for p in direction.points] == [name.removesuffix(" line")]
    of_a_line = name in ("flat line", "sharp line", "ahead", "behind", "loose", "left out")
    assert ("order_count" in direction.points[0].facts) is not of_a_line


def test_a_take_with_nothing_over_its_threshold_is_a_keeper_without_criticism() -> None:
    cents = uneven(18.0)
    ms = {(p, n): 22.0 * (-1) ** n for p in range(1, 5) for n in range(1, 8)}
    direction = asked(written([(cents, ms)]))
    assert direction.keeper
    assert direction.points == ()
    for name in MANNERS:
        said = say(direction, Tone(manner=name))
        assert said.lower().startswith(("keeper", "a keeper"))
        assert not re.search(r"\b(flat|sharp|late|early|sinks|missing|ahead|behind)\b", said)


def test_never_more_than_two_points_however_much_is_out() -> None:
    cents = {(p, n): 70.0 * (-1) ** (n + p) for p in range(1, 5) for n in range(1, 8)}
    ms = {(p, n): 80.0 * (-1) ** n for p in range(1, 5) for n in range(1, 8)}
    direction = asked(written([(cents, ms)]))
    assert len(direction.points) == 2
    assert len({(p.phrase, p.what) for p in direction.points}) == 2
    assert len(asked(written([(cents, ms)]), points_count=1).points) == 1
    with pytest.raises(ValueError, match="from 1 to 2"):
        Wants(points_count=3)


def test_another_note_is_told_as_one_with_both_tones() -> None:
    said = say(told("other"), Tone(manner="direct"))
    assert "on B4 instead of A4" in said
    assert "sharp" not in said


def test_a_take_without_a_clock_is_not_called_early_or_late() -> None:
    aligned = written([({}, {(1, 5): -120.0}), ({}, {})])
    free = {n: replace(lies, rigid=n == 2) for n, lies in aligned.on_clock.items()}
    [first, second] = directions(replace(aligned, on_clock=free), scored(aligned))
    assert first.keeper
    assert second.keeper
    assert "mean_ms" not in first.strength.facts


def test_slides_and_laid_back_lines_are_only_mentioned_if_the_artist_wants() -> None:
    aligned = written([({}, {(4, 0): 70.0})])
    assert asked(aligned).keeper
    assert [p.what for p in asked(aligned, laid_back=True).points] == ["behind"]
    sliding = written([({}, {})])
    f0 = sliding.heard[1].pitch.f0_hz
    begins = round(sliding.notes[7].start_s / 0.005)
    f0[begins : begins + 16] *= 2.0 ** (-180.0 / 1200.0)
    assert asked(sliding).keeper
    assert [p.what for p in asked(sliding, scoops=True).points] == ["scoop"]


def test_a_take_that_rushes_one_line_is_told_once_and_not_note_by_note() -> None:
    direction = asked(written([({}, {(4, 0): -70.0})]))
    assert [(p.what, p.phrase) for p in direction.points] == [("ahead", 4)]
    assert direction.points[0].facts["off_ms"] == pytest.approx(-70.0)


def test_pops_and_sounds_that_belong_to_no_note_are_told() -> None:
    aligned = written([({}, {})])
    [score] = scored(aligned)
    at = aligned.phrases[1].where
    heard = [
        Finding(id=f"takes/{what}", check=f"takes/{what}", strip="Vox", where=at, facts=facts)
        for what, facts in (("plosive", {"over_db": 14.0}), ("extra", {"extra_s": 0.8}))
    ]
    phrases = [replace(one, findings=tuple(heard) if one.phrase == 2 else ())
               for one in score.phrases]  # fmt: skip
    [direction] = directions(aligned, [replace(score, phrases=tuple(phrases))], bars=bars)
    assert [p.what for p in direction.points] == ["plosive", "extra"]
    for name in MANNERS:
        said = say(direction, Tone(manner=name))
        assert "0.8 seconds" in said
        assert "14 dB" in said
        assert said.lower().count("bar 5") == 2


def test_what_the_ear_is_not_sure_of_weighs_less() -> None:
    aligned = written([({(2, 3): -70.0}, {})])
    [score] = scored(aligned)
    unsure = [replace(one, confidence=0.05) for one in score.phrases]
    [direction] = directions(aligned, [replace(score, phrases=tuple(unsure))])
    assert direction.keeper


def test_a_note_that_goes_on_to_another_tone_does_not_sink() -> None:
    aligned = written([({}, {})], sags={1: {(4, 7): 900.0}})
    assert "sag" not in [p.what for p in asked(aligned).points]


def test_the_strength_is_the_phrase_no_other_take_has_as_well() -> None:
    out = uneven(20.0)
    aligned = written([(out, {}), (out | uneven(2.0, (3,)), {})])
    good = asked(aligned, take=2).strength
    assert good is not None
    assert (good.what, good.phrase, good.facts["takes_count"]) == ("best", 3, 2.0)
    assert good.facts["mean_cents"] == pytest.approx(2.0 * 6 / 7, abs=0.3)


def test_a_phrase_that_came_closer_is_a_strength_with_both_numbers() -> None:
    before, after = uneven(70.0), uneven(-70.0) | uneven(-28.0, (2,))
    aligned = written([(uneven(1.0), {}), (before, {}), (after, {})])
    good = asked(aligned, take=3).strength
    assert good is not None
    assert (good.what, good.phrase) == ("better", 2)
    assert good.facts["was_mean_cents"] == pytest.approx(70.0 * 6 / 7, abs=2.0)
    assert good.facts["mean_cents"] == pytest.approx(28.0 * 6 / 7, abs=2.0)


def test_nothing_is_praised_that_no_number_holds() -> None:
    out = uneven(60.0)
    aligned = written([(out, {}), (out, {})])
    assert asked(aligned, take=1).strength is None
    assert asked(aligned, take=2).strength is None


@pytest.mark.parametrize("name", MANNERS)
def test_nothing_is_said_about_the_person(name: str) -> None:
    for sentence in manner(name).sentences.values():
        assert not BANNED.search(sentence), sentence
        assert "!" not in sentence
    for kind in ALL_KINDS:
        assert not BANNED.search(say(told(kind), Tone(manner=name), improving=True, tied_with=(2,)))


def test_the_tones_have_the_same_sentences_to_say() -> None:
    assert manners() == MANNERS
    keys = [set(manner(name).sentences) for name in MANNERS]
    assert keys[0] == keys[1] == keys[2]


def placeholders(sentence: str) -> set[str]:
    return {name.lower() for name in re.findall(r"\{(\w+)\}", sentence)}


def test_each_sentence_names_the_same_things_in_all_tones() -> None:
    for key in manner("direct").sentences:
        named = [placeholders(manner(name).sentences[key]) for name in MANNERS]
        assert named[0] == named[1] == named[2], key
        if key.startswith(("note/", "line/", "strength/")):
            assert "where" in named[0]
            assert named[0] & {"word", "line"}
    for key, sentence in manner("direct").sentences.items():
        if key.startswith(("note/", "line/")) and "deed" not in sentence:
            assert placeholders(sentence) & {"how", "by"}, key


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_every_claim_has_its_bar_its_word_and_its_number_in_all_tones(kind: str) -> None:
    direction = told(kind)
    [point] = direction.points
    for name in MANNERS:
        said = say(direction, Tone(manner=name))
        assert point.bars in said.lower()
        assert (f"“{point.word}”" in said) or f"phrase {point.phrase}" in said
        named = ("off_cents", "off_ms", "loose_ms", "sag_cents")
        amounts = [abs(float(point.facts[n])) for n in named if n in point.facts]
        assert all(f"{amount:.0f} " in said for amount in amounts)


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_the_same_facts_are_told_in_all_tones(kind: str) -> None:
    said = [say(told(kind), Tone(manner=name)) for name in MANNERS]
    assert numbers_in(said[0]) == numbers_in(said[1]) == numbers_in(said[2])


def test_without_numbers_the_place_stays_and_the_amount_becomes_a_word() -> None:
    direction = asked(written([({(2, 7): -62.0, (3, 1): 38.0}, {})]))
    said = say(direction, Tone(numbers=False))
    assert "cents" not in said
    assert "bar 6" in said
    assert "clearly flat" in said


def test_a_push_is_only_said_in_the_challenging_tone_and_while_takes_improve() -> None:
    direction = told("flat")
    push = manner("challenging").sentences["push"]
    assert push in say(direction, Tone(manner="challenging"), improving=True)
    assert push not in say(direction, Tone(manner="challenging"), improving=False)
    for name in ("direct", "encouraging"):
        assert say(direction, Tone(manner=name), improving=True) == say(
            direction, Tone(manner=name)
        )


def test_a_tie_is_said() -> None:
    assert "takes 2 and 5" in say(told("flat"), Tone(), tied_with=(2, 5))


def test_without_lyrics_the_note_is_named_by_tone_and_order() -> None:
    direction = asked(written([({(2, 7): -62.0}, {})], words=""))
    assert "the seventh note (G4) of phrase 2" in say(direction, Tone(manner="direct"))


def test_words_are_only_given_to_notes_when_the_syllables_fit() -> None:
    direction = asked(written([({(2, 7): -62.0}, {})], words=WORDS + " a-gain"))
    assert direction.points[0].word == ""


SYLLABLES = {
    "tonight": 2, "fire": 1, "loved": 1, "wanted": 2, "table": 2, "while": 1, "window": 2,
    "beautiful": 3, "I'm": 1, "hmm": 1, "gone": 1, "horses": 2, "times": 1, "away": 2, "yeah": 1,
    "rolled": 1, "places": 2, "people,": 2, "(whole)": 1,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), SYLLABLES.items())
def test_syllables_are_counted_by_their_vowels(word: str, count: int) -> None:
    assert syllables_count(word) == count


def test_lyrics_without_hyphens_find_their_notes_where_the_syllables_fit() -> None:
    direction = asked(written([({(2, 7): -62.0}, {})], words="Turn the lights down low tonight,"))
    assert direction.points[0].word == "tonight"


def test_drums_are_told_their_timing_and_nothing_about_pitch() -> None:
    aligned = written([({(2, 0): -62.0}, {(1, 5): 120.0})], kind="drums")
    direction = asked(aligned)
    assert [p.what for p in direction.points] == ["late"]
    assert "tone" not in direction.points[0].facts


def test_a_phrase_is_open_until_one_take_has_it() -> None:
    aligned = written([({(2, 7): -70.0, (3, 7): 90.0}, {}), ({(3, 7): -60.0}, {})])
    found = open_phrases(aligned, scored(aligned))
    assert set(found) == {3}
    take, remark = found[3]
    assert (take, remark.what) == (2, "flat")


def test_a_phrase_that_is_off_on_average_is_open_even_without_one_heavy_note() -> None:
    aligned = written([(uneven(36.0, (2,)), {}), (uneven(-34.0, (2,)), {})])
    scores = [
        replace(score, phrases=tuple(
            replace(one, facts={"pitch_off_cents": 31.0 - score.take}) if one.phrase == 2 else one
            for one in score.phrases))
        for score in scored(aligned)
    ]  # fmt: skip
    [(phrase, (take, remark))] = open_phrases(aligned, scores).items()
    assert (phrase, take, remark.what) == (2, 2, "off on average")
    assert remark.facts["mean_cents"] == 29.0


def test_a_tone_is_read_from_a_file_and_a_wrong_one_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "tone.toml"
    file.write_text('manner = "direct"\nnumbers = false\ndetail = "short"\n')
    tone = read_tone(file)
    assert tone == Tone(manner="direct", numbers=False, detail="short")
    assert tone.wants.points_count == 1
    for text, why in (
        ('manner = "harsh"', "manner is 'harsh', but is one of challenging, direct, encouraging"),
        ("numbers = 3", "numbers is 3, but is true or false"),
        ("loud = true", "there is no 'loud'"),
        ("manner =", "not a TOML text"),
    ):
        file.write_text(text)
        with pytest.raises(WrongTone) as caught:
            read_tone(file)
        assert why in str(caught.value)
        assert "tone.toml" in str(caught.value)
        assert "\n" not in str(caught.value)
    with pytest.raises(WrongTone, match="no such file"):
        read_tone(tmp_path / "gone.toml")


def test_a_remark_without_bars_is_placed_by_the_clock() -> None:
    remark = Remark(take=1, phrase=2, what="flat", facts={"off_cents": -50.0, "order_count": 3.0},
                    where=Span(72.0, 73.0))  # fmt: skip
    said = say(Direction(take=1, keeper=False, points=(remark,)), Tone(manner="direct"))
    assert "1:12" in said
    assert said.startswith("At 1:12, the third note")
