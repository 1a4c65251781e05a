"""Validators for what leaves the app: each takes a file and returns its faults as plain lines."""
