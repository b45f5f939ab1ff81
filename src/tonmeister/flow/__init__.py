"""One song, from the folder to the record."""
