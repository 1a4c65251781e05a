"""From a codebook and assumptions to simulated survey files."""
