"""Lead sheets and scores as MusicXML 4.0, written and read."""

from tonmeister.exchange.musicxml.lead import engraving_xml, musicxml
from tonmeister.exchange.musicxml.opening import NotMusicXML
from tonmeister.exchange.musicxml.read import read_musicxml

__all__ = ["NotMusicXML", "engraving_xml", "musicxml", "read_musicxml"]
