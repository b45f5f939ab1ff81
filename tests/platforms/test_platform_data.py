"""The platforms as data: every figure has a source and a date, and a mistake is found."""

from __future__ import annotations

from datetime import date

import pytest

from tonmeister.flow.platforms import wanted
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.platform_targets import (
    BadPlatform,
    UnknownPlatform,
    platform,
    platforms,
    read_platform,
)

ASKED = {
    "spotify", "apple", "youtube", "tidal", "amazon", "deezer", "soundcloud", "bandcamp", "cd",
    "vinyl", "club", "broadcast", "archive",
}  # fmt: skip

GOOD = """
title = "Here"
says = "Something."
[loudness]
target_lufs = -14
turns_down = true
turns_up = false
album = false
grade = "guess"
source = "a test"
read_on = 2026-01-02
[peak]
ceiling_dbtp = -1.0
grade = "guess"
source = "a test"
read_on = 2026-01-02
[file]
ending = "wav"
bits = 24
grade = "guess"
source = "a test"
read_on = 2026-01-02
[made]
codecs = [{ codec = "aac", kbps = 256, hold = true }]
grade = "guess"
source = "a test"
read_on = 2026-01-02
"""


def test_every_platform_that_was_asked_for_is_there() -> None:
    assert set(platforms()) >= ASKED


@pytest.mark.parametrize("name", platforms())
def test_every_figure_says_how_it_is_known(name: str) -> None:
    one = platform(name)
    for known in (one.loudness, one.peak, one.file, one.made):
        assert known.grade in ("standard", "published", "measured", "practice", "guess")
        assert len(known.source) > 5
        assert isinstance(known.read_on, date)
    assert one.title
    assert one.says.endswith(".")
    assert -3.0 <= one.peak.ceiling_dbtp <= 0.0
    assert one.loudness.target_lufs is None or -24.0 <= one.loudness.target_lufs <= -6.0
    assert one.loudness.target_lufs is not None or not (
        one.loudness.turns_down or one.loudness.turns_up
    )


def test_what_is_written_is_what_is_read() -> None:
    here = read_platform("here", GOOD)
    assert here.loudness.target_lufs == -14.0
    assert here.made.codecs[0].title == "AAC 256 kbps"
    assert here.file.rates_hz == ()
    assert here.vinyl is None


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("ceiling_dbtp = -1.0", "ceiling_db = -1.0", r"here.toml \[peak\].*ceiling_db"),
        ("ceiling_dbtp = -1.0", "", "ceiling_dbtp"),
        ("ceiling_dbtp = -1.0", 'ceiling_dbtp = "low"', "'low'"),
        ("bits = 24", "bits = 20", "20"),
        ("bits = 24", "bits = true", "True"),
        ('codec = "aac"', 'codec = "wma"', "wma"),
        ("turns_up = false", 'turns_up = "no"', "'no'"),
        ('grade = "guess"\nsource = "a test"\nread_on = 2026-01-02\n[peak]', "[peak]", "grade"),
        ("read_on = 2026-01-02\n[file]", 'read_on = "today"\n[file]', "today"),
        ("[file]", "[files]", "files"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(was: str, now: str, told: str) -> None:
    assert was in GOOD
    with pytest.raises(BadPlatform, match=told) as error:
        read_platform("here", GOOD.replace(was, now, 1))
    assert "\n" not in str(error.value)


def test_spotify_asks_for_more_room_where_a_master_is_louder() -> None:
    peak = platform("spotify").peak
    assert peak.ceiling_at(-16.0) == peak.ceiling_at(-14.0) == -1.0
    assert peak.ceiling_at(-9.0) == -2.0
    assert platform("apple").peak.ceiling_at(-9.0) == -1.0


@pytest.mark.parametrize(
    ("name", "from_hz", "to_hz"),
    [
        ("cd", 96000, 44100), ("cd", 44100, 44100), ("broadcast", 44100, 48000),
        ("club", 96000, 48000), ("club", 88200, 44100), ("apple", 96000, 96000),
    ],
)  # fmt: skip
def test_the_rate_is_kept_where_it_may_be(name: str, from_hz: int, to_hz: int) -> None:
    assert platform(name).file.rate_for(from_hz) == to_hz


def test_a_platform_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(UnknownPlatform, match="spotify"):
        platform("napster")
    with pytest.raises(BadWish, match="no platform 'napster'; there are amazon"):
        wanted("cd,napster")
    with pytest.raises(BadWish, match="no platform was named"):
        wanted(" , ")
    assert [p.name for p in wanted("CD, spotify,cd")] == ["cd", "spotify"]


def test_a_cd_may_have_another_noise_shaping_but_spotify_may_not() -> None:
    assert platform("cd").file.shaping == "mild"
    strong = platform("cd-strong")
    assert (strong.name, strong.file.shaping, strong.file.bits) == ("cd-strong", "strong", 16)
    assert [p.file.shaping for p in wanted("cd-none,cd-mild")] == ["none", "mild"]
    for wrong in ("spotify-strong", "cd-loud", "cd-"):
        with pytest.raises(UnknownPlatform, match=wrong):
            platform(wrong)
