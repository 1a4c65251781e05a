"""Workshops: a show of figures on a screen, and rooms where people guess on their phones. See
docs/workshop.md."""
