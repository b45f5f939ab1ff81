"""Deciding again: the person wins, and is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from producer_songs import band, findings_of

from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.producer import decide, merge

KNOBS = ("gain_db", "frequency_hz", "width_q")


def bell(word: str, strip: str = "Vox", **knobs: float) -> Decision:
    asked = {"frequency_hz": 1000.0, "gain_db": -2.0, "width_q": 1.0} | knobs
    return Decision(
        id=f"{strip}/eq/{word}", stage="eq", effect="bell", settings=asked, rule="eq/make_room",
        because=("masking/pair@Vox#1",), reason="because",
    )  # fmt: skip


def sheet(*moves: Decision, **more) -> RecallSheet:
    strips = (
        Strip(name="Vox", kind="track", track="Vox", role="lead vocal", decisions=moves),
        Strip(name="Room", kind="return", output="Master"),
        Strip(name="Master", kind="master", output=""),
    )
    made = RecallSheet(
        song="s", rate_hz=48000, length_s=10.0, genre="rock", strips=strips,
        target=Target(loudness_lufs=-9.5, ceiling_dbtp=-1.0),
    )  # fmt: skip
    return replace(made, **more)


def vox(found: RecallSheet) -> dict[str, Decision]:
    return {d.id: d for d in found.strip("Vox").decisions}


def test_without_her_sheet_the_new_one_stands():
    new = sheet(bell("mud"))
    assert merge(None, new, None) == (new, ())


def test_what_nobody_touched_follows_the_new_sheet():
    last, new = sheet(bell("mud")), sheet(bell("mud", gain_db=-3.0), bell("air"))
    found, told = merge(last, new, last)
    assert vox(found)["Vox/eq/mud"].settings["gain_db"] == -3.0
    assert "Vox/eq/air" in vox(found)
    assert told == ()
    assert found.revision == 2


def test_her_knob_stays_and_the_other_knobs_follow():
    last = sheet(bell("mud"))
    hers = sheet(bell("mud", gain_db=-5.0))
    new = sheet(bell("mud", gain_db=-3.0, frequency_hz=300.0))
    found, told = merge(last, new, hers)
    assert vox(found)["Vox/eq/mud"].settings == {
        "gain_db": -5.0, "frequency_hz": 300.0, "width_q": 1.0,
    }  # fmt: skip
    assert told == ("You set gain_db of Vox/eq/mud to -5; it stays (-3 was proposed).",)
    assert vox(found)["Vox/eq/mud"].hold


def test_what_is_held_stays_as_it_is():
    last = sheet(bell("mud"))
    hers = sheet(replace(bell("mud"), hold=True))
    found, told = merge(last, sheet(bell("mud", gain_db=-6.0)), hers)
    assert vox(found)["Vox/eq/mud"].settings["gain_db"] == -2.0
    assert "You hold Vox/eq/mud" in told[0]
    gone, told = merge(last, sheet(), hers)
    assert "Vox/eq/mud" in vox(gone)
    assert "no longer proposed, but you hold it" in told[0]


def test_what_she_took_out_stays_out_for_ever():
    last, new = sheet(bell("mud"), bell("air")), sheet(bell("mud"), bell("air", gain_db=2.0))
    hers = sheet(bell("mud"))
    found, told = merge(last, new, hers)
    assert list(vox(found)) == ["Vox/eq/mud"]
    assert told == ("You took Vox/eq/air out; it stays out.",)
    again, told = merge(found, new, found)
    assert list(vox(again)) == ["Vox/eq/mud"]
    assert told == ("You took Vox/eq/air out; it stays out.",)


def test_what_she_put_in_stays_where_she_put_it():
    last = sheet(bell("mud"), bell("air"))
    hers = sheet(bell("mud"), bell("hers"), bell("air"))
    found, told = merge(last, sheet(bell("mud"), bell("air", gain_db=1.0)), hers)
    assert list(vox(found)) == ["Vox/eq/mud", "Vox/eq/hers", "Vox/eq/air"]
    assert told == ("You put Vox/eq/hers in; it stays.",)


def test_her_order_stays():
    last = sheet(bell("mud"), bell("air"))
    hers = sheet(bell("air"), bell("mud"))
    found, _ = merge(last, sheet(bell("mud"), bell("air"), bell("box")), hers)
    assert list(vox(found)) == ["Vox/eq/air", "Vox/eq/mud", "Vox/eq/box"]


def test_what_the_new_sheet_drops_is_gone_unless_she_changed_it():
    last = sheet(bell("mud"), bell("air"))
    hers = sheet(bell("mud", gain_db=-4.0), bell("air"))
    found, told = merge(last, sheet(), hers)
    assert list(vox(found)) == ["Vox/eq/mud"]
    assert "you changed it" in told[0]


def test_bypass_amount_and_automation_are_hers():
    last = sheet(bell("mud"), bell("air"))
    drawn = replace(bell("air"), curves={"gain_db": ((0.0, 0.0), (5.0, -3.0))})
    hers = sheet(replace(bell("mud"), bypass=True, amount_percent=30.0), drawn)
    found, told = merge(last, sheet(bell("mud"), bell("air")), hers)
    mud = vox(found)["Vox/eq/mud"]
    assert (mud.bypass, mud.amount_percent) == (True, 30.0)
    assert vox(found)["Vox/eq/air"].curves == drawn.curves
    assert len(told) == 3


def test_a_strip_she_took_out_stays_out_and_nothing_is_sent_to_it():
    def sends(level: float) -> RecallSheet:
        send = Decision(
            id="Vox/space/room", stage="space", effect="send", rule="space/send",
            settings={"to": "Room", "level_db": level, "pre_fader": False}, because=("x",),
            reason="r",
        )  # fmt: skip
        return sheet(send)

    last = sends(-9.0)
    hers = replace(last, strips=tuple(s for s in last.strips if s.name != "Room"))
    found, told = merge(last, sends(-6.0), hers)
    assert [s.name for s in found.strips] == ["Vox", "Master"]
    assert not vox(found)
    assert told[0] == "You took the strip Room out; it stays out."
    assert "there is no strip Room any more" in told[1]


def test_her_target_stays():
    last = sheet()
    hers = sheet(target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0))
    found, told = merge(last, sheet(), hers)
    assert found.target.loudness_lufs == -14.0
    assert "-14 LUFS" in told[0]


WORDS = ("mud", "air", "box", "nose")
made = st.dictionaries(st.sampled_from(WORDS), st.sampled_from([-4.0, -3.0, -2.0, -1.0]))


def of(gains: dict[str, float]) -> RecallSheet:
    return sheet(*(bell(word, gain_db=gain) for word, gain in sorted(gains.items())))


@settings(max_examples=300, deadline=None)
@given(made, made, made)
def test_her_values_always_win(last, new, hers):
    found, _ = merge(of(last), of(new), of(hers))
    after = {i.rpartition("/")[2]: float(d.settings["gain_db"]) for i, d in vox(found).items()}
    for word, gain in hers.items():
        if gain != last.get(word):
            assert after[word] == gain
        elif word in new:
            assert after[word] == new[word]
        else:
            assert word not in after
    for word in set(last) - set(hers):
        assert word not in after
    for word in set(new) - set(last) - set(hers):
        assert after[word] == new[word]


@settings(max_examples=150, deadline=None)
@given(made, made, made, made)
def test_her_values_win_in_every_later_decision(last, new, hers, later):
    once, _ = merge(of(last), of(new), of(hers))
    twice, _ = merge(once, of(later), once)
    after = {i.rpartition("/")[2]: float(d.settings["gain_db"]) for i, d in vox(twice).items()}
    for word, gain in hers.items():
        if gain != last.get(word) and gain != new.get(word):
            assert after[word] == gain
    for word in (set(last) & set(new)) - set(hers):
        assert word not in after


@given(made, made)
def test_merging_what_nobody_touched_says_nothing(last, new):
    found, told = merge(of(last), of(new), of(last))
    assert told == ()
    assert vox(found) == vox(of(new))


@pytest.mark.parametrize("style", ["rock", "classical"])
def test_a_real_sheet_merged_with_itself_stays_itself(style):
    song = band(12, style)
    whole = decide(song, findings_of(song), genre=song.genre, reference=None, amounts={})
    found, told = merge(whole, whole, whole)
    assert told == ()
    assert found.strips == whole.strips
