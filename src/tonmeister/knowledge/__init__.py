"""What is known: genres, roles, voices. Data with sources, read from TOML."""

from tonmeister.knowledge.read import Expected, Genre, Grade, UnknownGenre, genre, genres

__all__ = ["Expected", "Genre", "Grade", "UnknownGenre", "genre", "genres"]
