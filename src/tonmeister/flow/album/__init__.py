"""An album's way: finished songs in, one album out that plays through without a seam."""

from tonmeister.flow.album.make import make_album
from tonmeister.flow.album.wishes import AlbumWishes

__all__ = ["AlbumWishes", "make_album"]
