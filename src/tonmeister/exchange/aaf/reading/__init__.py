"""Reading an AAF of any program into a session."""
