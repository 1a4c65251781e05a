"""From respondents to exact numbers: estimates, intervals, differences and tests, for any design."""
