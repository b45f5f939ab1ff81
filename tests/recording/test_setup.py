"""Setting up: every line has its microphone, its gain and its reason; ribbons get no 48 V."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tonmeister.app.cli import main
from tonmeister.knowledge.gear_microphones import microphone, microphones
from tonmeister.knowledge.gear_preamps import preamp, preamps
from tonmeister.knowledge.gear_read import BadGear
from tonmeister.knowledge.gear_sources import sound_source, sound_sources
from tonmeister.knowledge.roles import roles
from tonmeister.producer.recording import EXAMPLE, Setup, plan, read_band
from tonmeister.producer.recording.gain import gain


def _band(players: str, mics: dict[str, int], amp: str = "scarlett-18i20", more: str = "") -> Setup:
    owned = "".join(f'[[microphones]]\nmodel = "{m}"\ncount = {n}\n' for m, n in mics.items())
    return plan(read_band(f'{more}\n{players}\n{owned}[[preamps]]\nmodel = "{amp}"\n'))


def _plays(*words: str, name: str = "Ann") -> str:
    return f'[[players]]\nname = "{name}"\nplays = {json.dumps(words)}\n'


@pytest.mark.parametrize("name", microphones())
def test_every_microphone_says_what_it_can_and_how_we_know(name: str) -> None:
    mic = microphone(name)
    assert -80.0 < mic.sensitivity_dbv < -20.0
    assert 110.0 <= mic.max_db <= 180.0
    assert mic.source
    assert mic.read_on is not None
    assert set(mic.good_for) <= set(sound_sources())
    assert mic.phantom == (mic.kind in ("large condenser", "small condenser", "boundary"))


@pytest.mark.parametrize("name", sound_sources())
def test_every_source_has_a_first_place_and_a_known_role(name: str) -> None:
    source = sound_source(name)
    assert source.role in roles()
    assert all(p.soft_db <= p.loud_db and p.near_cm <= p.far_cm for p in source.places)
    assert set(source.covered_by) <= set(sound_sources())


def test_every_preamp_can_be_read() -> None:
    assert all(preamp(name).inputs_count > 0 for name in preamps())


def test_the_gain_brings_the_level_to_the_target() -> None:
    place, mic, amp = sound_source("snare").places[0], microphone("sm57"), preamp("scarlett-18i20")
    found = gain(place, mic, amp)
    volts = 20e-6 * 10 ** ((place.loud_db + place.crest_db) / 20) * 10 ** (mic.sensitivity_dbv / 20)
    peak_dbu = 20 * math.log10(volts / math.sqrt(0.6))
    assert peak_dbu + found.from_db - amp.full_scale_dbu == pytest.approx(-8.0, abs=0.1)


def test_the_same_list_gives_the_same_setup() -> None:
    assert plan(read_band(EXAMPLE)) == plan(read_band(EXAMPLE))


def test_the_snares_lower_side_is_turned_and_nothing_else() -> None:
    made = _band(_plays("snare", "kick"), {"sm57": 1, "nt5": 1, "d112": 1, "c414": 1})
    assert [line.source for line in made.lines if line.reversed] == ["Snare drum, bottom"]


def test_a_ribbon_gets_no_phantom_power_and_a_switch_of_its_own() -> None:
    made = _band(_plays("lead vocal", "electric guitar"), {"nt1": 1, "r121": 1})
    lines = {line.microphone: line for line in made.lines}
    assert lines["Royer R-121"].phantom == "NEVER"
    assert any("Never 48 V" in w for w in lines["Royer R-121"].warnings)
    switch = {title: (line.input_count - 1) // 4 for title, line in lines.items()}
    assert lines["Rode NT1"].phantom == "on"
    clash = switch["Rode NT1"] == switch["Royer R-121"]
    assert clash == any("Danger" in w for w in lines["Royer R-121"].warnings)


def test_a_ribbon_moves_away_from_a_switch_that_a_condenser_needs() -> None:
    players = _plays("electric guitar", "lead vocal", "snare", "kick", "tom", "trumpet")
    made = _band(players, {"nt1": 1, "r121": 1, "sm57": 2, "d112": 1, "e604": 1})
    assert {line.phantom for line in made.lines} == {"on", "off", "NEVER"}
    assert not any("Danger" in w for line in made.lines for w in line.warnings)


def test_a_ribbon_that_must_share_a_switch_is_a_danger() -> None:
    made = _band(_plays("electric guitar", "lead vocal"), {"nt1": 1, "r121": 1}, "scarlett-2i2")
    assert any("Danger" in w for line in made.lines for w in line.warnings)


def test_a_pad_is_switched_where_the_source_is_too_loud() -> None:
    made = _band(_plays("trumpet"), {"u87ai": 1})
    assert made.lines[0].gain is not None
    assert made.lines[0].gain.microphone_pad_db == 10.0
    assert any("pad" in w for w in made.lines[0].warnings)


def test_too_few_inputs_leave_out_what_others_cover_and_say_so() -> None:
    made = _band(_plays("drums"), {"d112": 1, "sm57": 3, "nt5": 3}, "apollo-x4")
    kept = [line.source for line in made.lines]
    assert kept == ["Kick drum, inside", "Snare drum, top", "Overheads L", "Overheads R"]
    assert any("Tom 1: no input is left. The overheads" in said for said in made.left)


def test_backing_singers_share_when_inputs_are_short() -> None:
    players = _plays("lead vocal") + _plays("electric guitar", name="Ben")
    made = _band(players + _plays("backing vocal", name="Cy"), {"sm58": 3}, "scarlett-2i2")
    assert any("share the microphone of the lead vocal" in said for said in made.left)


def test_every_line_and_mix_has_a_reason() -> None:
    made = plan(read_band(EXAMPLE))
    assert all(line.reasons and line.where for line in made.lines)
    assert len(made.cues) == 2
    assert sorted(name for cue in made.cues for name in cue.players) == [
        "Ann",
        "Ben",
        "Cleo",
        "Dee",
    ]
    assert all(cue.why for cue in made.cues)


def test_no_microphone_stands_in_two_places() -> None:
    made = plan(read_band(EXAMPLE))
    assert sum(line.microphone == "Shure SM57" for line in made.lines) <= 2
    assert len({line.channel_count for line in made.lines}) == len(made.lines)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("title = ", "TOML"),
        ('[[players]]\nname = "A"\nplays = ["gong drum thing"]', "there is no source"),
        (_plays("bass"), "names no preamp"),
        (_plays("bass") + '[[microphones]]\nmodel = "sm5"', "there is no microphone 'sm5'"),
        (_plays("bass") + "[[microphones]]\nkind = 3", "is missing"),
        (_plays("bass") + _plays("kick"), "two players"),
        ("band = 3", "there is no band"),
        ('[[players]]\nname = "A"\nplays = []', "plays nothing"),
        (_plays("bass") + '[[preamps]]\nmodel = "octopre"\ncount = 0', "count is 0"),
    ],
)
def test_a_list_that_cannot_be_read_is_said_in_a_line(text: str, word: str) -> None:
    with pytest.raises(BadGear, match=word):
        read_band(text)


def test_the_command_prints_its_example_and_plans_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["setup", "--example"]) == 0
    band = tmp_path / "band.toml"
    band.write_text(capsys.readouterr().out)
    page = tmp_path / "page.html"
    assert main(["setup", str(band), "--out", str(page), "--json"]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert done["lines"][0]["channel_count"] == 1
    text = page.read_text("utf-8")
    assert "size: A4" in text
    assert "<script" not in text
    assert all(line["microphone"].replace("'", "&#x27;") in text for line in done["lines"])


def test_bad_wishes_are_told_by_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["setup", str(tmp_path / "no.toml")]) == 2
    assert main(["setup"]) == 2
    bad = tmp_path / "bad.toml"
    bad.write_bytes(b"\xff\xfe\x00")
    assert main(["setup", str(bad), "--out", str(tmp_path / "p.html")]) == 3
    assert not (tmp_path / "p.html").exists()
    assert "not text" in capsys.readouterr().err


def test_names_are_harmless_on_the_page(tmp_path: Path) -> None:
    band = tmp_path / "band.toml"
    band.write_text('title = "<script>x"\n' + _plays("bass", name="<b>") +
                    '[[preamps]]\nmodel = "octopre"\n')  # fmt: skip
    assert main(["setup", str(band), "--out", str(tmp_path / "p.html")]) == 0
    assert "<script" not in (tmp_path / "p.html").read_text()


def test_the_page_fits_a_sheet_of_paper(tmp_path: Path, chromium: str) -> None:
    import subprocess

    band, page, sheet = (tmp_path / name for name in ("b.toml", "p.html", "p.pdf"))
    band.write_text(EXAMPLE)
    assert main(["setup", str(band), "--out", str(page)]) == 0
    subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu",
                    f"--print-to-pdf={sheet}", page.as_uri()],
                   check=True, capture_output=True, timeout=60)  # fmt: skip
    pages = sheet.read_bytes().count(b"/Type /Page\n") or sheet.read_bytes().count(b"/Type /Page")
    assert 1 <= pages <= 4
