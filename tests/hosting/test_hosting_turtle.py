"""What bundles say of their plug-ins is read as others read it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tonmeister.studio.hosts.lv2 import lv2_ids, lv2_plugin
from tonmeister.studio.hosts.turtle import BadTurtle, read_turtle

SAID = """
@prefix lv2: <http://lv2/core#> . # a comment
PREFIX x: <urn:x:>
@base <file:///bundle/> .
<plug.so> a lv2:Plugin , x:y.z ;
  lv2:name "one \\"two\\" \\u00e9"@en , '''three
lines''' ;
  lv2:minimum -1.5e1 ; lv2:on true ; lv2:count "7"^^<http://www.w3.org/2001/XMLSchema#integer> ;
  lv2:port [ lv2:index 0 ; lv2:list ( 1 2 [] ) ; ] , [] ; .
_:b x:of <http://other#thing> .
"""


def test_turtle_is_read() -> None:
    things = read_turtle(SAID)
    plug = things["file:///bundle/plug.so"]
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert plug[kind] == ["http://lv2/core#Plugin", "urn:x:y.z"]
    assert plug["http://lv2/core#name"] == ['one "two" é', "three\nlines"]
    assert plug["http://lv2/core#minimum"] == [-15.0]
    assert plug["http://lv2/core#on"] == [1.0]
    assert plug["http://lv2/core#count"] == [7.0]
    first, second = plug["http://lv2/core#port"]
    assert first["http://lv2/core#list"] == [[1.0, 2.0, {}]]
    assert second == {}
    assert things["_:b"]["urn:x:of"] == ["http://other#thing"]


@pytest.mark.parametrize(
    "text",
    ["<a> <b> .", "<a> <b> <c>", "a:b <c> <d> .", '<a> <b> "c', "<a> <b> [ <c> ", "[" * 5000,
     "%%%", "<a> ; <b> ."],
)  # fmt: skip
def test_what_is_no_turtle_is_refused(text: str) -> None:
    with pytest.raises(BadTurtle):
        read_turtle(text)


def test_a_bundle_that_cannot_be_read_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = "@prefix l: <http://lv2plug.in/ns/lv2core#> . <urn:good> a l:Plugin ."
    for name, text in (("bad.lv2", "<<<"), ("good.lv2", good)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.ttl").write_text(text)
    (tmp_path / "empty.lv2").mkdir()
    monkeypatch.setenv("LV2_PATH", str(tmp_path))
    assert list(lv2_ids()) == ["urn:good"]
    assert lv2_plugin("urn:good").refused


@pytest.mark.system
def test_the_same_plugins_are_found_as_by_lilv(lv2_plugins: Path) -> None:
    if not shutil.which("lv2ls"):
        pytest.skip("lv2ls is not installed: nothing to compare with")
    listed = subprocess.run(["lv2ls"], check=True, capture_output=True, text=True).stdout
    assert set(listed.split()) == set(lv2_ids())


@pytest.mark.system
def test_a_plugin_is_described(lv2_plugins: Path) -> None:
    found = lv2_plugin("http://gareus.org/oss/lv2/dpl#stereo")
    assert found.name == "x42-dpl - Digital Peak Limiter Stereo"
    assert (found.inputs, found.outputs, found.is_late, found.refused) == (2, 2, True, "")
    gain = found.parameter("gain")
    assert gain is not None
    assert (gain.low, gain.high, gain.default, gain.unit) == (-10.0, 30.0, 0.0, "db")
    assert found.parameter("level") is None
