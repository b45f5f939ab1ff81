"""Lead sheets and scores as MusicXML 4.0, written and read."""

from tonmeister.exchange.musicxml.lead import engraving_xml, musicxml

__all__ = ["engraving_xml", "musicxml"]
