"""From a melody to its key and to the chords that carry it."""
