"""From unknown survey files to a codebook, and to what a researcher should look at first."""
