"""What is known of a song's masters, kept beside the album so that no work is done twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonmeister.flow.mastering import Measured
from tonmeister.studio import write_text


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of a song's masters: which one lies there, what each measured.

    It counts only as long as the sheet is the one that we wrote: a person's change begins anew.
    """

    file: Path
    made: str
    known: dict[str, Any]

    @classmethod
    def of(cls, file: Path, recall: Path) -> Book:
        try:
            raw = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            return cls(file, "", {})
        untouched = raw["sheet"] == hash_of(recall)
        return cls(file, raw["made"] if untouched else "", raw["known"] if untouched else {})

    def with_one(
        self, key: str, recall: Path, measured: Measured, missed: str, off: tuple[float, ...]
    ) -> Book:
        about = {
            "measured": {
                "loudness_lufs": measured.loudness_lufs,
                "true_peak_dbtp": measured.true_peak_dbtp,
                "range_lu": measured.range_lu,
            },
            "missed": missed,
            "off_db": list(off),
        }
        known = {**self.known, key: about}
        book = {"made": key, "sheet": hash_of(recall), "known": known}
        write_text(self.file, json.dumps(book, ensure_ascii=False, indent=1))
        return Book(self.file, key, known)

    def measured(self, key: str) -> Measured:
        return Measured(**self.known[key]["measured"])

    def missed(self, key: str) -> str:
        return str(self.known[key]["missed"])

    def off_db(self, key: str) -> tuple[float, ...]:
        return tuple(self.known[key]["off_db"])


def hash_of(recall: Path) -> str:
    try:
        return hashlib.sha256(recall.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
