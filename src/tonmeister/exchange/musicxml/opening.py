"""MusicXML files opened with care: no bombs, no entities, no endless files."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from tonmeister.studio.probe import Unusable

MOST_BYTES = 48 * 2**20
MOST_PACKED_RATIO = 400
MOST_ELEMENTS = 1_500_000
DEEPEST = 64
ROOTS = ("score-partwise", "score-timewise")


class NotMusicXML(Unusable):
    """A file that is no music notation, or hides something in it: one clear line."""


class _Counted(TreeBuilder):
    """Builds the tree of a file, as long as it is as big and as deep as music can be."""

    def __init__(self) -> None:
        super().__init__()
        self.count = self.depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self.count += 1
        self.depth += 1
        if self.count > MOST_ELEMENTS or self.depth > DEEPEST:
            raise NotMusicXML("is too big or too deep to be music")
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def opened(path: Path) -> Element:
    """Return the root of a ``.musicxml``, ``.xml`` or ``.mxl`` file; raises ``NotMusicXML``."""
    try:
        data = _bytes(path)
        root = _tree(data)
    except NotMusicXML as error:
        raise NotMusicXML(f"{path.name}: {error}") from None
    if root.tag not in ROOTS:
        raise NotMusicXML(f"{path.name}: holds <{root.tag}>, and no score in MusicXML")
    return root


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            _refuse(f"is {size / 2**20:.0f} MB; I read up to {MOST_BYTES / 2**20:.0f} MB of music")
        data = path.read_bytes()
    except OSError as error:
        raise NotMusicXML(f"cannot be read: {error.strerror or error}") from None
    return _unpacked(path) if data.startswith(b"PK") else data


def _unpacked(path: Path) -> bytes:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            container = "META-INF/container.xml"
            name = _score_name(_member(packed, container)) if container in names else ""
            if name not in names:
                scores = [n for n in names if n.endswith((".xml", ".musicxml"))]
                scores = [n for n in scores if not n.startswith(("META-INF", "__MACOSX"))]
                name = scores[0] if scores else _refuse("is packed, and holds no score")
            return _member(packed, name)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise NotMusicXML(f"is packed, and cannot be unpacked: {error}") from None


def _member(packed: zipfile.ZipFile, name: str) -> bytes:
    import zlib

    info = packed.getinfo(name)
    most = min(MOST_BYTES, MOST_PACKED_RATIO * max(1024, info.compress_size))
    try:
        with packed.open(info) as member:
            data = member.read(most + 1)
    except zlib.error as error:
        raise NotMusicXML(f"is packed, and cannot be unpacked: {error}") from None
    if len(data) > most:
        _refuse("unpacks to far more than music needs; I leave it packed")
    return data


def _score_name(container: bytes) -> str:
    found = _tree(container).iter()
    return next((str(e.get("full-path")) for e in found if e.tag.endswith("rootfile")), "")


def _tree(data: bytes) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(target=_Counted(), forbid_dtd=False, forbid_entities=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        _refuse("declares entities, as no notation program does; I do not open it")
    except (ParseError, LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, NotMusicXML):
            raise
        raise NotMusicXML(f"is no whole XML: {error}") from None
    if not isinstance(root, Element):
        _refuse("is empty")
    return root


def _refuse(why: str) -> NoReturn:
    raise NotMusicXML(why)
