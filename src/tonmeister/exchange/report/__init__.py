"""The report: one page that lets the band hear what was done, and read why."""

from tonmeister.exchange.report.data import (
    Bar,
    DeliveredFile,
    ReportData,
    Side,
    TargetBand,
    Told,
)
from tonmeister.exchange.report.fill import side_of, spectrum_db
from tonmeister.exchange.report.page import write_report

__all__ = [
    "Bar",
    "DeliveredFile",
    "ReportData",
    "Side",
    "TargetBand",
    "Told",
    "side_of",
    "spectrum_db",
    "write_report",
]
