"""What the engines are made of: pitch and level over time, waves, phrases, notes struck once."""
