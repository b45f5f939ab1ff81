"""A song's mix as a session for other programs: laid out, sound made ready, written, proved."""
