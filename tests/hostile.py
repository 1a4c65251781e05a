"""What attackers write, and words of the small store that lead them further."""

from __future__ import annotations

MARK = '"><script>alert(9)</script><img src=x onerror=alert(9)>'
KNOWN = (
    "portaal", "videobellen", "vijandig", "oordeel", "mening", "bronnen", "artsen", "allen", "burgers",
    "leeftijd", "sector", "2025",
    "trend",
)  # fmt: skip
