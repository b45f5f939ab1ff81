"""What the page says, and what it never does."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html import unescape

import pytest
from report_example import example

from tonmeister.exchange.report import Bar, ReportData, write_report
from tonmeister.exchange.report.compare import fates
from tonmeister.exchange.report.player import matched_gains
from tonmeister.exchange.report.tiles import tiles
from tonmeister.exchange.report.words import label, number, sentence
from tonmeister.model import Strip


@pytest.fixture(scope="module")
def data() -> ReportData:
    return example()


@pytest.fixture(scope="module")
def page(data: ReportData) -> str:
    return write_report(data)


def _text(page: str) -> str:
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    words = unescape(re.sub(r"<[^>]+>", " ", body)).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(words.split())


def test_every_decision_is_told_with_its_reason_and_its_id(data: ReportData, page: str) -> None:
    text = _text(page).replace("−", "-")
    for strip in data.sheet.strips:
        for decision in strip.decisions:
            assert decision.reason in text
            assert " ".join(decision.id.split()) in text


def test_every_finding_of_both_sides_is_told(data: ReportData, page: str) -> None:
    text = _text(page).replace("−", "-")
    for told in (*data.findings_before, *data.findings_after):
        assert told.sentence in text


def test_what_was_left_alone_taken_back_and_unusable_is_told(data: ReportData, page: str) -> None:
    text = _text(page).replace("−", "-")
    for line in (*data.sheet.notes, *data.problems, data.sheet.taken_back[0].reason):
        assert line in text


def test_numbers_carry_their_units(page: str) -> None:
    text = _text(page)
    wanted = (
        "threshold −24.0 dB", "ratio 3.0:1", "attack 8.0 ms", "frequency 6.8 kHz", "at 70 %",
        "24 dB per octave", "target −14.0 LUFS", "ceiling −1.0 dBTP",
    )  # fmt: skip
    for said in wanted:
        assert said in text


def test_the_same_song_gives_the_same_page(data: ReportData, page: str) -> None:
    assert write_report(data) == page


def test_nothing_on_the_page_points_to_a_network(page: str) -> None:
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", page)
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_the_policy_lets_only_the_pages_own_script_run(page: str) -> None:
    script = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert len(script) == 1
    assert f"script-src 'sha256-{digest}'" in page


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", '"><img src=x>', 'a\' b="c"', "</style>"]
)
def test_names_from_outside_never_become_markup(data: ReportData, nasty: str) -> None:
    sheet = replace(
        data.sheet,
        song=nasty,
        strips=(*data.sheet.strips, Strip(name=nasty, kind="track",
                decisions=(replace(data.sheet.strips[0].decisions[0], reason=nasty, id=nasty),))),
        notes=(nasty,),
    )  # fmt: skip
    page = write_report(
        replace(data, sheet=sheet, problems=(nasty,), summary=nasty, genre_title=nasty,
                balance=(Bar(strip=nasty, group=nasty, loudness_lufs=-20.0),),
                versions={nasty: nasty}, made_on=nasty)
    )  # fmt: skip
    assert page.count(nasty) == write_report(data).count(nasty)
    assert nasty in _text(page).replace("−", "-")


def test_a_dollar_in_a_name_stays_a_dollar(data: ReportData) -> None:
    page = write_report(replace(data, sheet=replace(data.sheet, song="$title $$ ${css}")))
    assert "<h1>$title $$ ${css}</h1>" in page


def test_numbers_for_the_script_cannot_end_it(data: ReportData) -> None:
    name = "</script><b>"
    song = replace(data.song, sections=(replace(data.song.sections[0], name=name),))
    page = write_report(replace(data, song=song))
    values = re.search(r'<script type="application/json" id="values">(.*?)</script>', page)
    assert values is not None
    assert json.loads(values[1])["sections"][0][0] == name


def test_both_sides_play_equally_loud_and_neither_is_turned_up(data: ReportData) -> None:
    gains = matched_gains(data)
    assert data.before.mp3_lufs + gains["before"] == pytest.approx(
        data.after.mp3_lufs + gains["after"]
    )
    assert max(gains.values()) == 0.0


def test_a_finding_is_answered_only_if_the_record_was_asked_again(data: ReportData) -> None:
    found = {fate.told.finding.id: fate.word for fate in
             fates(data.findings_before, data.findings_after)}  # fmt: skip
    assert found["vocal/under/lead vocal/1"] == "answered"
    assert found["vocal/sibilant/lead vocal/8"] == "left"
    assert found["recording/clipped/lead vocal/7"] == "once"
    assert found["tone/bright/overheads/20"] == "new"


def test_the_same_check_elsewhere_in_the_song_is_another_finding(data: ReportData) -> None:
    early = data.findings_before[0]
    late = replace(
        early, finding=replace(early.finding, where=data.findings_before[1].finding.where)
    )
    assert [fate.word for fate in fates([early], [late])] == ["answered", "new"]


def test_a_missed_target_is_called_missed(data: ReportData) -> None:
    loud = replace(data.after, facts={**data.after.facts, "loudness_lufs": -13.5,
                                      "true_peak_dbtp": -0.9})  # fmt: skip
    assert [tile.good for tile in tiles(replace(data, after=loud))][:2] == [False, False]
    assert [tile.good for tile in tiles(data)][:2] == [True, True]


def test_links_lead_somewhere(page: str) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= ids


def test_an_id_stands_once(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_page_without_sound_has_no_player_but_all_words(page: str) -> None:
    assert "<audio" not in page
    assert 'id="play"' not in page
    assert "<h2>What was done</h2>" in page


def test_a_silent_song_without_sections_or_findings_is_still_a_page(data: ReportData) -> None:
    nothing = [0.0] * 10
    quiet = replace(data.before, low=nothing, high=nothing, spectrum_db=[-120.0] * 30,
                    short_term_lufs=[float("-inf")] * 10,
                    facts={"loudness_lufs": float("-inf")})  # fmt: skip
    song = replace(data.song, sections=(), tempo=None, key=None)
    page = write_report(
        ReportData(
            sheet=replace(data.sheet, strips=(), taken_back=(), notes=()),
            song=song,
            before=quiet,
            after=quiet,
            genre_title="Rock",
        )
    )
    assert "Nothing that asked for a move." in page
    assert "silent" in page
    assert "nan" not in _text(page)


def test_numbers_are_written_for_people() -> None:
    assert number("gain_db", -3.0) == "−3.0\N{NO-BREAK SPACE}dB"
    assert number("gain_db", 2.0) == "+2.0\N{NO-BREAK SPACE}dB"
    assert number("ratio", 3.0) == "3.0:1"
    assert label("key_highpass_hz") == "key highpass"
    assert label("ratio") == "ratio"
    assert sentence("-3.0 dB in eq/high-2") == "−3.0 dB in eq/high-2"


def test_tracks_in_any_script_keep_their_own_place_on_the_page(data: ReportData) -> None:
    first = data.sheet.strips[0].decisions[0]
    names = ("ギター", "ベース", "Kick", "kick!", "kick")
    strips = tuple(
        Strip(name=name, kind="track", decisions=(replace(first, id=f"{name}/filter/1"),))
        for name in names
    )
    page = write_report(replace(data, sheet=replace(data.sheet, strips=strips)))
    assert len(set(re.findall(r'<section class="strip[^>]*data-strip="([^"]+)"', page))) == 5
    assert len(set(re.findall(r'id="(d-[^"]+)"', page))) == 5


def test_a_move_says_whether_its_reason_is_gone(data: ReportData) -> None:
    first = data.sheet.strips[0]
    moves = tuple(
        replace(first.decisions[0], id=f"{n}", measured={"heard_again_count": n, "over_db": 1.5})
        for n in (0.0, 1.0)
    )
    sheet = replace(data.sheet, strips=(replace(first, decisions=moves),))
    text = _text(write_report(replace(data, sheet=sheet)))
    assert "No longer heard in the record; over: measured 1.5 dB" in text
    assert "Still heard in the record; over: measured 1.5 dB" in text


def test_what_was_taken_back_is_told_once(data: ReportData) -> None:
    back = data.sheet.taken_back[0]
    note = f"I took {back.decision.id} back: {back.reason}"
    page = write_report(replace(data, sheet=replace(data.sheet, notes=(note, "Nothing else."))))
    assert page.count(back.reason) == 1
    assert "Nothing else." in page


def test_a_number_outside_the_genres_range_is_outside_and_no_failure(data: ReportData) -> None:
    flat = replace(data.after, facts={**data.after.facts, "lra_lu": 0.9})
    text = _text(write_report(replace(data, after=flat)))
    assert "kept 4.0 LU to 9.0 LU outside" in text
    assert "target −14.0 LUFS reached" in text
