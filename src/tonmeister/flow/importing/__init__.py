"""A mix made in another program as a song of ours: opened, fitted to our console, written down."""
