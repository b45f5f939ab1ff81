"""What an assistant may ask of the house: look, listen, change the sheet, give a change back."""
