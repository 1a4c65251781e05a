"""Survey files in, store out: the only place that sees respondents."""
