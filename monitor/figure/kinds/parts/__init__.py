"""What several figure types are made of: points, rows, lines, wholes, scales and colours of an answer."""
