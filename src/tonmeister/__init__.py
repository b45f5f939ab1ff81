"""The record producer as a program: raw tracks in, a finished record that explains itself out."""

__version__ = "0.1.0"
