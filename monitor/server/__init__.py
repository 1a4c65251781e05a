"""What serving needs besides pages and API: workers behind one port, settings, headers, logs, metrics. See
docs/deploy.md."""
