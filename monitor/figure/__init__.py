"""View → Figure: chart, sentences, table and alternative text, all from the same rows; see
docs/architecture.md."""
