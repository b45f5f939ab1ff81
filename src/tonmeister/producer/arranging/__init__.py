"""The band: who plays what, bar by bar, so that it makes a song."""
