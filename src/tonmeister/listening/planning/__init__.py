"""What pre-production listens for: how a song's energy, tension and density go, bar by bar."""
