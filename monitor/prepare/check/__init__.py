"""What a codebook says that its own files, or the app, can't bear out: told before anything is estimated."""
