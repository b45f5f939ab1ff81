"""Title, artist and the like, and what a person should know: ``metadata.xml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tonmeister.exchange.dawproject.elements import plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TAGS = {
    "artist": "Artist", "album": "Album", "original_artist": "OriginalArtist",
    "composer": "Composer", "songwriter": "Songwriter", "producer": "Producer",
    "arranger": "Arranger", "year": "Year", "genre": "Genre", "copyright": "Copyright",
    "website": "Website",
}  # fmt: skip
"""Our words and the format's elements, in the order of the schema."""

_MORE, _NOTES = "Also known:", "Notes of Tonmeister:"


def metadata(title: str, about: Mapping[str, str], notes: tuple[str, ...]) -> Element:
    """Return the metadata; what the format has no element for goes into the comment."""
    from xml.etree.ElementTree import Element, SubElement

    root = Element("MetaData")
    SubElement(root, "Title").text = plain(title)
    for word, tag in TAGS.items():
        if word in about:
            SubElement(root, tag).text = plain(about[word])
    more = [
        f"{word}: {_line(text)}"
        for word, text in sorted(about.items())
        if word not in TAGS and word not in ("title", "comment")
    ]
    parts = [about["comment"]] if about.get("comment") else []
    parts += ["\n".join([_MORE, *more])] if more else []
    parts += ["\n".join([_NOTES, *map(_line, notes)])] if notes else []
    if parts:
        SubElement(root, "Comment").text = plain("\n\n".join(parts))
    return root


def known(root: Element | None) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Return title, what is known about the song, and the notes that we left in it."""
    if root is None:
        return "", {}, ()
    title = root.findtext("Title") or ""
    about = {word: root.findtext(tag) or "" for word, tag in TAGS.items()}
    about = {word: text for word, text in about.items() if text}
    rest = root.findtext("Comment") or ""
    rest, _, notes = _cut(rest, _NOTES)
    rest, _, more = _cut(rest, _MORE)
    for line in more.splitlines():
        word, colon, text = line.partition(": ")
        if colon and word:
            about[word] = text
    if rest:
        about["comment"] = rest
    return title, about, tuple(line for line in notes.splitlines() if line)


def _cut(text: str, head: str) -> tuple[str, str, str]:
    """Divide a text at a line of its own."""
    if text.startswith(f"{head}\n"):
        return "", head, text.removeprefix(f"{head}\n")
    return text.partition(f"\n\n{head}\n")


def _line(text: str) -> str:
    return " ".join(text.split())
