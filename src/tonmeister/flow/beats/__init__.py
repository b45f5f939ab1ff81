"""For beat makers: grooves heard and applied, beats made, loops chopped."""
