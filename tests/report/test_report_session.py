"""The report tells what was done to the recordings before the mix."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_example import example

from tonmeister.exchange.report import write_report
from tonmeister.exchange.report.data import ReportData
from tonmeister.model import Comp, Edit, Region, Take


def region(number: int, take: int, reason: str) -> Region:
    return Region(
        id=f"Vox/{number}", phrase=number, take=take, start_s=4.0 * number,
        end_s=4.0 * number + 4.0, reason=reason,
    )  # fmt: skip


@pytest.fixture
def data() -> ReportData:
    takes = tuple(
        Take(part="Vox", name=f"Vox T{n}", number=n, track=f"Vox T{n}", begins_s=0.0, ends_s=40.0)
        for n in (1, 2)
    )
    comp = Comp(
        part="Vox", takes=takes, crossfades=(), cost_score=0.5, best_single=1,
        best_single_score=1.0, retake=("Line 3: no take is within 25 cents.",),
        regions=(region(1, 2, "12 cents nearer."), region(2, 1, "Steadier <b>here</b>.")),
    )  # fmt: skip
    edits = [
        Edit(id=f"Bass/click/{n}", track="Bass", stage="clean", kind="click", start_s=n,
             end_s=n + 0.01, settings={}, rule="clean.click", reason=f"A click at {n} s.",
             before={"click_db": -20.0}, after={"click_db": -70.0}, bypass=n == 3)
        for n in range(1, 4)
    ]  # fmt: skip
    return replace(example(), comps=(comp,), edits=edits, take_pages={"Vox": "takes/Vox.html"})


def test_the_comp_is_told_with_its_takes_and_reasons(data: ReportData) -> None:
    page = write_report(data)
    assert "<h2>The session</h2>" in page
    assert "take 2 in 1" in page
    assert "50 % less than those of take 1" in page
    assert "12 cents nearer." in page
    assert "no take is within 25 cents" in page
    assert 'href="takes/Vox.html"' in page


def test_edits_that_play_are_counted_and_told_and_undone_ones_are_not(data: ReportData) -> None:
    page = write_report(data)
    assert "edited: 2 clicks" in page
    assert "A click at 1 s." in page
    assert "A click at 3 s." not in page
    assert "−20.0\N{NO-BREAK SPACE}dB before, −70.0\N{NO-BREAK SPACE}dB after" in page


def test_words_of_a_reason_cannot_become_markup(data: ReportData) -> None:
    assert "Steadier &lt;b&gt;here" in write_report(data)


def test_a_song_without_takes_and_edits_has_no_such_chapter() -> None:
    assert "The session</h2>" not in write_report(example())
