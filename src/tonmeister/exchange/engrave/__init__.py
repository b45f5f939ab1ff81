"""Pages to play from: lead sheets engraved as SVG, PNG and PDF."""

from tonmeister.exchange.engrave.fonts import CannotEngrave
from tonmeister.exchange.engrave.score_sheet import write_score
from tonmeister.exchange.engrave.sheet import lead_sheet_pages, write_lead_sheet

__all__ = ["CannotEngrave", "lead_sheet_pages", "write_lead_sheet", "write_score"]
