"""What an estimate is called on the command line and in the API alike; whoever changes it breaks readers."""

ESTIMATE_KEYS = [
    "indicator",
    "category",
    "wave",
    "group",
    "breakdown",
    "levels",
    "n",
    "estimate",
    "se",
    "ci_low",
    "ci_high",
    "df",
    "deff",
    "status",
    "precision",
]
