"""Pre-production: a song or several demos planned, with previews and a one-page brief."""
