"""What a file's name says about takes: which part, which take, and how clearly it says so."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Clearness = Literal["take", "playlist", "recorded", "number", "none"]
"""``take``: a take word. ``playlist``: a DAW's lane. ``recorded``: the moment of recording.
``number``: only a number, which may as well be a second part. ``none``: nothing.
"""

_SEP = r"[\s._-]*"
_WORDS = r"takes?|tk|tke|prise|toma|tomada|aufnahme|versuch|playlist|lane|テイク"
_PATTERNS: tuple[tuple[Clearness, re.Pattern[str]], ...] = (
    # Reaper: 03-Lead Vox-231101_1203
    (
        "recorded",
        re.compile(r"^(?:(?P<lane>\d{1,3})-)?(?P<base>.+?)-(?P<stamp>\d{6}_\d{4,6})(?:-\d+)?$"),
    ),
    # Ableton Live: 3-Lead Vox 0002 [2023-11-01 120345]
    (
        "recorded",
        re.compile(
            r"^(?:(?P<lane>\d{1,3})-)?(?P<base>.+?) \d{4} "
            r"\[(?P<stamp>\d{4}-\d\d-\d\d \d{6})\](?:-\d+)?$"
        ),
    ),
    # Lead Vox Take 3, Lead Vox (tk 3), Lead Vox_take-3_02
    (
        "take",
        re.compile(
            rf"^(?P<base>.*?){_SEP}[(\[]?\b(?:{_WORDS}){_SEP}#?(?P<number>\d{{1,3}})"
            r"[)\]]?(?:[_-]\d{1,2})?$",
            re.IGNORECASE,
        ),
    ),
    # Take 3 - Lead Vox
    (
        "take",
        re.compile(
            rf"^(?:{_WORDS}){_SEP}#?(?P<number>\d{{1,3}})[\s._-]+(?P<base>.*[^\W\d].*)$",
            re.IGNORECASE,
        ),
    ),
    # Lead Vox_T1
    ("take", re.compile(r"^(?P<base>.*[^\W\d].*?)[\s._-]+[Tt](?P<number>\d{1,2})$")),
    # Pro Tools: Lead Vox.dup1_03
    (
        "playlist",
        re.compile(r"^(?P<base>.+?)\.dup(?P<number>\d+)(?:_(?P<then>\d+))?$", re.IGNORECASE),
    ),
    # Pro Tools: Lead Vox.02, Lead Vox.02_01, Lead Vox_01-01
    ("playlist", re.compile(r"^(?P<base>.*[^\W\d].*?)\.(?P<number>\d{2})(?:_(?P<then>\d{1,2}))?$")),
    ("playlist", re.compile(r"^(?P<base>.*[^\W\d].*?)_(?P<number>\d{2})-(?P<then>\d{2})$")),
    # Logic: Lead Vocal#02
    ("playlist", re.compile(r"^(?P<base>.*[^\W\d].*?)#(?P<number>\d{1,3})$")),
    # Lead Vox_05, Lead Vox 5, Lead Vox-5, Vox5
    ("number", re.compile(r"^(?P<base>.*[^\W\d].*?)[\s._-]*\(?(?P<number>\d{1,3})\)?$")),
)
_TAKES_FOLDER = re.compile(
    rf"^(?P<base>.*?){_SEP}\b(?:takes|playlists?|lanes|aufnahmen|prises|tomas)$", re.IGNORECASE
)
_TAKE_FOLDER = re.compile(rf"^(?:{_WORDS}|t){_SEP}#?(?P<number>\d{{1,3}})$", re.IGNORECASE)
_IN_FRONT = re.compile(r"^\d{1,3}[\s._-]+(?=\D)")
_MADE = re.compile(r"\b(?:comp(?:ed)?|comped|edit(?:ed)?|tuned|final|mix|bounce)\b", re.IGNORECASE)
_TOM = re.compile(r"\b(?:toms?|rack|floor|drums?|kit)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TakeName:
    """The part (``base``, ``key`` for comparing), the take and how clearly it is said.

    ``lane``: the number of the track it was recorded on, where the name has it.
    """

    base: str
    order: tuple[str, int, int]
    clearness: Clearness
    lane: str = ""

    @property
    def key(self) -> str:
        """The part's name with nothing in it that does not matter."""
        return re.sub(r"[\W_]+", " ", self.base.casefold()).strip()

    @property
    def number(self) -> int:
        """The number that the name says, 0 without."""
        return self.order[1]


def take_name(stem: str) -> TakeName:
    """Read a file's name without its ending."""
    stem = unicodedata.normalize("NFC", stem).strip()
    for clearness, pattern in _PATTERNS:
        match = pattern.match(stem)
        if match is None:
            continue
        found = match.groupdict()
        base = _bare(found["base"])
        if clearness == "take" and _TOM.search(base) and re.search(r"[\W_][Tt]\d+$", stem):
            clearness = "number"  # "Drums T1" may be the first tom
        order = (found.get("stamp") or "", int(found.get("number") or 0), _whole(found.get("then")))
        return TakeName(base, order, clearness, found.get("lane") or "")
    if stem.isdecimal():
        return TakeName("", ("", int(stem), 0), "number")
    return TakeName(_bare(stem), ("", 0, 0), "none")


def takes_folder(name: str) -> str | None:
    """Return whose takes a folder holds ("Lead Vox takes"), "" for "takes", None if it is none."""
    match = _TAKES_FOLDER.match(unicodedata.normalize("NFC", name).strip())
    return _bare(match["base"]) if match else None


def take_folder(name: str) -> int | None:
    """Return which take a folder holds ("Take 2"), None if it is none."""
    match = _TAKE_FOLDER.match(unicodedata.normalize("NFC", name).strip())
    return int(match["number"]) if match else None


def is_made_of_takes(name: str) -> bool:
    """Say whether a name calls itself a comp or another thing made later."""
    return bool(_MADE.search(re.sub(r"[_.-]+", " ", name)))


def _bare(base: str) -> str:
    """Cut signs at the ends, and the track's number in front ("03 Lead Vox")."""
    base = base.strip(" ._-([#")
    return _IN_FRONT.sub("", base) or base


def _whole(text: str | None) -> int:
    return int(text) if text else 0
