"""From exact numbers to published ones: what is hidden, what is rounded, and the proof of both."""
