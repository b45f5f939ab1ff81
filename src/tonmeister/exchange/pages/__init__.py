"""Pages of the smaller commands: one file each, nothing from outside, the look of the report."""

from tonmeister.exchange.pages.compare import ComparePage, HeatRow, Lane, PairCurves, Row
from tonmeister.exchange.pages.compare_html import compare_html
from tonmeister.exchange.pages.translate import Place, TranslatePage, translate_html

__all__ = [
    "ComparePage",
    "HeatRow",
    "Lane",
    "PairCurves",
    "Place",
    "Row",
    "TranslatePage",
    "compare_html",
    "translate_html",
]
