"""The server around Streamlit: the shell, files and addresses that it answers itself, workers behind one
port, access, settings, headers, logs and metrics. See docs/deploy.md."""
