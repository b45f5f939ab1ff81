"""The XML that all of it is made of: elements added, text cleaned, a document written."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: object = None, /, **attributes: object) -> Element:
    """Add an element; ``new_system="yes"`` becomes the attribute ``new-system``."""
    named = {key.replace("_", "-"): clean(str(v)) for key, v in attributes.items()}
    element = SubElement(parent, name, named)
    if text is not None:
        element.text = clean(str(text))
    return element


def clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return NOT_XML.sub("", text)


def document(root: Element) -> str:
    """Return a whole file, one element a line."""
    ElementTree.indent(root, " ")
    return HEAD + ElementTree.tostring(root, encoding="unicode") + "\n"
