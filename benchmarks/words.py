"""What figures say, over sampled views in every language: lengths of titles, of what a page shows and of
alternative texts; how many views over time with a shown change tell it in their title; false claims.

python benchmarks/words.py STORE [VIEWS]
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from monitor.store import Store, current_store  # noqa: E402
from tests.figure.checker import faults  # noqa: E402
from tests.figure.news import denies_change, has_news, tells_news  # noqa: E402
from tests.figure.test_claims import PLANTED, figures, planted  # noqa: E402

SEED = 2


def counted(store: Store, language: str, times: int) -> dict[str, object]:
    """The figures of one language in numbers."""
    made = figures(store, language, times, SEED)
    titles = Counter(len(figure.title.split()) for figure in made)
    visible = sorted(len(" ".join(figure.points).split()) for figure in made)
    points = sorted(len(figure.points) for figure in made)
    news = [figure for figure in made if has_news(figure, store)]
    chance, caught, tried = random.Random(SEED), 0, 0
    while tried < PLANTED:
        wrong = planted(chance.choice(made), chance)
        if wrong is not None:
            tried += 1
            caught += bool(faults(wrong, store))
    return {
        "language": language,
        "figures": len(made),
        "with a false claim": sum(bool(faults(figure, store)) for figure in made),
        "planted errors caught": f"{caught} of {tried}",
        "words of a title": {str(words): titles[words] for words in sorted(titles)},
        "visible words": {"median": visible[len(visible) // 2], "p95": visible[int(0.95 * len(visible))],
                          "most": visible[-1]},
        "points": {"median": points[len(points) // 2], "most": points[-1]},
        "longest alternative text": max(len(figure.alt) for figure in made),
        "over time with a shown change": len(news),
        "of these told in the title": sum(tells_news(figure) for figure in news),
        "of these denied": sum(denies_change(figure) for figure in news),
    }  # fmt: skip


if __name__ == "__main__":
    answers = current_store(Path(sys.argv[1]))
    for language in answers.languages:
        print(json.dumps(counted(answers, language, int(sys.argv[2]) if len(sys.argv) > 2 else 1000)))
