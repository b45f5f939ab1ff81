"""Styles: what each player of a band does, as data with sources, one TOML file each."""

from tonmeister.knowledge.styles.nouns import Chair, Form, Reach, Style
from tonmeister.knowledge.styles.parse import PARTS, BadStyle, style_from
from tonmeister.knowledge.styles.read import FAMILIES, UnknownStyle, reach, style, styles

__all__ = [
    "FAMILIES",
    "PARTS",
    "BadStyle",
    "Chair",
    "Form",
    "Reach",
    "Style",
    "UnknownStyle",
    "reach",
    "style",
    "style_from",
    "styles",
]
