"""The page of a part's takes, and what the terminal says of them."""

import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from written_takes import BAR_S, bars, scored, written

from tonmeister.exchange.pages.takes import TakesPage
from tonmeister.exchange.pages.takes_html import takes_page
from tonmeister.model import Comp, Region
from tonmeister.people.takes_told import advice_words, summary, told_takes
from tonmeister.people.tone import Tone
from tonmeister.producer.takes.direct import directions, open_phrases
from tonmeister.producer.takes.enough import enough
from tonmeister.producer.takes.progress import progress


def drawn_takes(takes: int, phrases: int, seed: int = 4, **more):
    rng = np.random.default_rng(seed)
    off = []
    for _ in range(takes):
        bad = rng.beta(1.6, 2.2, phrases)
        notes = [(p, n) for p in range(1, phrases + 1) for n in range(1, 8)]
        off.append(
            (
                {k: float(35.0 * bad[k[0] - 1] * rng.standard_normal()) for k in notes},
                {k: float(30.0 * bad[k[0] - 1] * rng.standard_normal()) for k in notes},
            )
        )
    return written(off, phrases=phrases, **more)


def page_of(aligned, tone: Tone | None = None, song: str = "Low Tonight") -> TakesPage:
    scores = scored(aligned)
    given = directions(aligned, scores, bars=bars)
    advice = enough(
        scores,
        phrases=aligned.phrases,
        without_keeper=open_phrases(aligned, scores),
        bar_s=BAR_S,
    )
    verdict, reasons = advice_words(advice)
    regions = tuple(
        Region(
            id=f"Vox/{p.number}",
            phrase=p.number,
            take=min(scores, key=lambda s, p=p: s.phrases[p.number - 1].cost_score).take,
            start_s=p.where.start_s,
            end_s=p.where.end_s,
            reason="best",
        )
        for p in aligned.phrases
    )
    return TakesPage(
        song=song,
        aligned=aligned,
        scores=scores,
        directions=given,
        said=told_takes(given, scores, advice, tone or Tone()),
        advice=advice,
        verdict=verdict,
        reasons=reasons,
        progress=progress(scores),
        comp=Comp(part="Vox", takes=aligned.part.takes, regions=regions, crossfades=()),
        bars_s=[BAR_S * i for i in range(4 * len(aligned.phrases) + 1)],
        version="test",
    )


class Tags(HTMLParser):
    """Checks that tags close in order; keeps ids and links."""

    EMPTY = ("meta", "path", "circle", "br", "input")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if tag == "a":
            self.links.append(str(told["href"]))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


def test_the_page_is_whole_loads_nothing_and_every_link_leads_somewhere() -> None:
    html = takes_page(page_of(drawn_takes(3, 4)))
    tags = read(html)
    assert len(tags.ids) == len(set(tags.ids))
    assert tags.links
    assert {link[1:] for link in tags.links} <= set(tags.ids)
    assert not re.search(r"(src|href)=[\"'](?!#)", html)
    assert "default-src 'none'" in html
    assert "http" not in re.sub(r"http-equiv", "", html)


def test_each_phrase_of_each_take_has_its_picture_and_its_cost() -> None:
    page = page_of(drawn_takes(3, 4))
    html = takes_page(page)
    assert html.count('class="plot pitch"') == html.count('class="plot time"') == 12
    for score in page.scores:
        for one in score.phrases:
            assert f'href="#t{score.take}p{one.phrase}"' in html
            assert f'id="t{score.take}p{one.phrase}"' in html
    table = html[html.index('class="costs"') :]
    table = table[: table.index("</table>")]
    assert len(re.findall(r'<td class="h\d+ chosen">', table)) == 4


def test_the_curve_lies_on_the_note_that_is_sung_in_tune_and_off_the_flat_one() -> None:
    aligned = written([({(1, 7): -80.0}, {})], phrases=1)
    html = takes_page(page_of(aligned))
    figure = html[html.index('<figure class="ph"') :]
    band = re.search(r'class="band" d="M(\d+) (\d+)H(\d+)v(\d+)', figure)
    far = re.search(r'class="far" d="M(\d+) (\d+)H(\d+)v(\d+)', figure)
    curve = re.search(r'class="after" d="([^"]*)"', figure)
    assert band and far and curve  # noqa: PT018
    starts = [tuple(map(int, p)) for p in re.findall(r"M(\d+) (\d+)", curve[1])]
    assert len(re.findall(r"M", far[0].split('d="')[1])) == 1
    left, top, right, tall = map(int, band.groups())
    first = starts[0]
    assert left <= first[0] <= right
    assert top <= first[1] <= top + tall
    left, top, right, tall = map(int, far.groups())
    last = starts[-1]
    assert left <= last[0] <= right
    assert last[1] > top + tall


def test_words_stand_under_their_notes_and_those_that_are_out_are_marked() -> None:
    html = takes_page(page_of(written([({(1, 7): -80.0}, {})], phrases=1)))
    row = re.search(r'<div class="sung".*?</div>', html)
    assert row
    words = re.findall(r"<i( class=\"f\")? style=\"left:([\d.]+)%[^>]*>([^<]*)", row[0])
    assert [w for _, _, w in words] == ["turn", "the", "lights", "down", "low", "tonight"]
    places = [float(left) for _, left, _ in words]
    assert places == sorted(places)


def test_late_notes_point_up_and_early_ones_down() -> None:
    html = takes_page(page_of(written([({}, {(1, 2): 60.0, (1, 5): -60.0})], phrases=1)))
    figure = html[html.index('class="plot time"') :]
    stems = re.findall(r"M\d+ 200V(\d+)", re.search(r'class="stem far" d="([^"]*)"', figure)[1])
    assert [int(y) < 200 for y in stems] == [True, False]


def test_what_is_left_out_is_said_and_not_drawn() -> None:
    aligned = drawn_takes(2, 2, gone={2: [(2, n) for n in range(1, 8)]})
    aligned = replace(aligned, left_out={3: "it is another song"})
    html = takes_page(page_of(aligned))
    assert html.count("Left out in this take.") == 1
    assert "Take 3 is left out: it is another song" in html


def test_many_remarks_are_told_once_each_and_folded_away() -> None:
    page = page_of(drawn_takes(2, 2))
    html = takes_page(replace(page, notes=["one", "two", "three", "two"]))
    assert "3 remarks about these takes" in html
    assert html.count('<p class="lead">two</p>') == 1


def test_a_tie_at_the_top_is_said_as_a_tie() -> None:
    same = ({(1, 3): 30.0}, {})
    html = takes_page(page_of(written([same, same])))
    assert "Take 1 and Take 2 are level by these measures" in html


def test_names_cannot_break_the_page() -> None:
    evil = "<script>alert(1)</script>"
    aligned = drawn_takes(2, 2, words="<b>turn</b> the lights down low to-night")
    part = replace(aligned.part, name=evil)
    html = takes_page(page_of(replace(aligned, part=part), song=evil))
    assert "<script>alert" not in html
    assert "<b>turn" not in html
    read(html)


def test_the_same_takes_give_the_same_page() -> None:
    assert takes_page(page_of(drawn_takes(2, 3))) == takes_page(page_of(drawn_takes(2, 3)))


def test_drums_are_shown_by_their_timing_alone() -> None:
    html = takes_page(page_of(drawn_takes(2, 2, kind="drums", words="")))
    assert html.count('class="plot time"') == 4


def test_ten_takes_of_four_minutes_stay_small() -> None:
    aligned = drawn_takes(10, 30)
    rng = np.random.default_rng(1)
    for heard in aligned.heard.values():  # a voice shakes and wavers
        f0 = heard.pitch.f0_hz
        at_s = np.arange(f0.size) * heard.pitch.step_s
        shake = 25.0 * np.sin(2 * np.pi * 5.5 * at_s) + 6.0 * rng.standard_normal(f0.size)
        f0 *= 2.0 ** (shake / 1200.0)
    assert aligned.phrases[-1].where.end_s > 230.0
    assert len(takes_page(page_of(aligned)).encode()) < 1_500_000


def test_one_take_makes_a_page_too() -> None:
    html = takes_page(page_of(drawn_takes(1, 2)))
    assert "1 take, 2 phrases." in html
    read(html)


@pytest.mark.parametrize("takes", [1, 5, 12])
def test_the_terminal_gets_at_most_25_lines_of_100_letters(takes: int) -> None:
    page = page_of(drawn_takes(takes, 12, seed=9))
    lines = summary(page.aligned, page.scores, page.directions, page.advice, Tone())
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 100
    text = " ".join(" ".join(lines).split())
    best = min(page.scores, key=lambda s: s.rank).take
    assert f"take {best} (" in text
    assert page.verdict in text


def test_the_terminal_names_what_to_record_again() -> None:
    out = {(2, 7): -90.0}
    page = page_of(written([(out, {}), (out, {}), ({(2, 7): -70.0}, {})]))
    text = " ".join(
        summary(page.aligned, page.scores, page.directions, page.advice, Tone(manner="direct"))
    )
    assert "phrase 2, bars 5-7, 2 bars of band before it" in text
    assert "To record again:" in text


@pytest.mark.system
def test_the_page_draws_in_a_browser_without_running_over_its_edge(
    chromium: str, tmp_path: Path
) -> None:
    file = tmp_path / "takes.html"
    probe = (
        "<script>document.title='wide '+document.documentElement.scrollWidth+' of '+innerWidth"
        "</script>"
    )
    html = takes_page(page_of(drawn_takes(4, 4)))
    html = re.sub(r"<meta http-equiv[^>]*>", "", html).replace("</body>", probe + "</body>")
    file.write_text(html, "utf-8")
    for width in (1280, 500):
        made = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}",
             f"--window-size={width},900", "--dump-dom", file.as_uri()],
            capture_output=True, text=True, timeout=60, check=True,
        ).stdout  # fmt: skip
        found = re.search(r"<title>wide (\d+) of (\d+)</title>", made)
        assert found
        assert int(found[1]) <= int(found[2])
