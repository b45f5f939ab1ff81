"""What the names in a kit say: which piece, and what belongs together."""

from __future__ import annotations

import re

from tonmeister.knowledge.roles import role_from_name

GM_PIECES = {
    35: "kick", 36: "kick", 37: "snare", 38: "snare", 39: "snare", 40: "snare",
    42: "hats", 44: "hats", 46: "hats",
    41: "toms", 43: "toms", 45: "toms", 47: "toms", 48: "toms", 50: "toms",
    49: "cymbals", 51: "cymbals", 52: "cymbals", 53: "cymbals", 55: "cymbals", 57: "cymbals",
    59: "cymbals",
}  # fmt: skip
"""General MIDI level 1, percussion key map (channel 10)."""

_ROLES = {"kick": "kick", "snare": "snare", "hi-hat": "hats", "tom": "toms",
          "overheads": "cymbals"}  # fmt: skip
_WORDS = (
    (r"side\s*stick|rim\s*shot|rim|snare|sn\d*|sd\d*", "snare"),
    (r"kick|bass\s*drum|drum\s*bass|bd\d*", "kick"),
    (r"hi\s*hat|hat|hh\d*|chh|ohh|cymbal\s+(closed|open|pedal)", "hats"),
    (r"floor|rack|tom\d*", "toms"),
    (r"crash|ride|splash|china|cymbal", "cymbals"),
)
_LAYER = re.compile(
    r"softest|hardest|soft|hard|medium|med|loud|quiet|light|heavy|ghost|accent|"
    r"\b(?:pp+|p|mp|mf|f|ff+|rr\d+|v\d+|vel\d+|l\d+|\d+)\b"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


def words_of(name: str) -> str:
    """Return a file's or instrument's name as plain words."""
    stem = re.sub(r"\.\w{2,5}$", "", name.rpartition("/")[2])
    return re.sub(r"[\s._\-()\[\]]+", " ", _HUMP.sub(" ", stem)).strip().lower()


def piece_of(name: str) -> str:
    """Return the piece that a name says, or ``""``."""
    said = words_of(name)
    for pattern, piece in _WORDS:
        if re.search(rf"\b(?:{pattern})\b", said):
            return piece
    guess = role_from_name(said)
    return _ROLES.get(guess.role, "") if guess else ""


def group_of(name: str) -> str:
    """Return a name without what says how hard or which turn: ``"Hat Closed"`` of ``-Soft``."""
    said = _LAYER.sub(" ", words_of(name))
    return re.sub(r"\s+", " ", said).strip() or words_of(name)
