"""Reading what Bitwig, Studio One, Cubase and we write, in all shapes that are legal."""
