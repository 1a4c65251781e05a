"""From a file's codes to respondents: answers, levels, weights, and which answers follow from others."""
