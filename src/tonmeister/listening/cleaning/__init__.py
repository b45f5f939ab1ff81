"""What is wrong with one recording, and where: what a cleaner asks before touching anything."""
