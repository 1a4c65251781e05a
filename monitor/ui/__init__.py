"""The pages' building blocks; with `pages/` the only room that knows Streamlit."""
