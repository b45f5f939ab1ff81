"""Names of tracks made into names of files: what every system takes, each one once."""

from __future__ import annotations

import re
import unicodedata

_NOT_TAKEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+|[\ud800-\udfff]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?")
MOST_BYTES = 120


class FileNames:
    """Gives each name once; names that differ only in case count as one, as on many disks."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, words: str, *, otherwise: str = "Track") -> str:
        """Return the words as a file name without an ending, with a number where it is taken."""
        plain = file_name(words, otherwise=otherwise)
        name, number = plain, 2
        while name.casefold() in self._taken:
            name, number = f"{plain} {number}", number + 1
        self._taken.add(name.casefold())
        return name


def file_name(words: str, *, otherwise: str = "Track") -> str:
    """Return words as a file name: no slashes, no leading dot, not endless, never empty."""
    plain = _NOT_TAKEN.sub("-", unicodedata.normalize("NFC", words))
    plain = plain.strip(" .").encode()[:MOST_BYTES].decode("utf-8", "ignore").strip(" .")
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    return plain or otherwise
