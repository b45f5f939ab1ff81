"""What the page about charts shows is what tonmeister reads and writes."""

import re
from pathlib import Path

from tests.paper.songs_on_paper import sung_song
from tonmeister.exchange.charts import READS
from tonmeister.music.nashville import nashville
from tonmeister.studio.chart_read import read_text

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "charts.md").read_text("utf-8")


def test_the_chart_file_of_the_page_can_be_read() -> None:
    shown = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    chart = read_text("page", shown)
    assert [c.symbol.name for c in chart.chords] == ["D", "A/C#", "Bm", "G", "A"]
    assert "".join(n.syllable for n in chart.melody) == "Ileavethelight"
    assert [k.name for k in chart.keys] == ["D major", "E major"]


def test_the_numbers_of_the_page_are_ours() -> None:
    shown = re.findall(r"```\n(Verse 1.*?)```", PAGE, re.DOTALL)[0]
    assert shown in nashville(sung_song()) + "\n"


def test_the_page_names_every_ending_that_is_read() -> None:
    assert all(ending in PAGE for ending in READS if ending not in (".toml", ".midi"))
