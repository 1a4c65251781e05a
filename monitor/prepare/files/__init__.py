"""Survey files as they are: read, matched with the codebook, written; and what is wrong with them."""
