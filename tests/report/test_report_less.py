"""A finding that became smaller is said to have become smaller."""

from __future__ import annotations

from tonmeister.exchange.report.compare import fates
from tonmeister.exchange.report.data import Told
from tonmeister.model import Finding, Span


def _told(over_db: float) -> Told:
    finding = Finding(
        id="dynamics/spread@Vox#1", check="dynamics/spread", strip="Vox", where=Span(0.0, 60.0),
        facts={"over_db": over_db},
    )  # fmt: skip
    return Told(finding=finding, sentence=f"{over_db}")


def test_half_of_it_is_less_and_as_much_is_not() -> None:
    (half,) = fates([_told(8.0)], [_told(4.0)])
    (same,) = fates([_told(8.0)], [_told(7.9)])
    assert (half.word, half.is_less, half.said) == ("left", True, "less of it in the record")
    assert (same.word, same.is_less) == ("left", False)


def test_what_grew_is_not_less() -> None:
    (more,) = fates([_told(4.0)], [_told(8.0)])
    assert not more.is_less
