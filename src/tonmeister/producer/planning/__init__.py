"""Pre-production: what a song's plan says, and which moves of the arrangement to try."""
