"""Grooves: how drummers of a style play, as data with sources, one TOML file each."""

from tonmeister.knowledge.grooves.lanes import GM_KEYS, LANES, LENGTH_QUARTERS, lane_of
from tonmeister.knowledge.grooves.nouns import (
    Bar,
    Contour,
    Figure,
    Fill,
    Groove,
    Pattern,
    PerLane,
    Stroke,
    Swing,
    ride_percent,
)
from tonmeister.knowledge.grooves.parse import groove_from
from tonmeister.knowledge.grooves.read import FAMILIES, UnknownGroove, groove, grooves
from tonmeister.knowledge.grooves.steps import BadGroove, digit_of, unrolled, velocity_of
from tonmeister.knowledge.grooves.writing import groove_text, step_lines

__all__ = [
    "FAMILIES",
    "GM_KEYS",
    "LANES",
    "LENGTH_QUARTERS",
    "BadGroove",
    "Bar",
    "Contour",
    "Figure",
    "Fill",
    "Groove",
    "Pattern",
    "PerLane",
    "Stroke",
    "Swing",
    "UnknownGroove",
    "digit_of",
    "groove",
    "groove_from",
    "groove_text",
    "grooves",
    "lane_of",
    "ride_percent",
    "step_lines",
    "unrolled",
    "velocity_of",
]
