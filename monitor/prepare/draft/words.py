"""What words in labels mean, in Dutch, English, French and German: the only place where draft knows a
language.

Patterns meet text as `plain` writes it: small letters, no accents or apostrophes, one space between words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

QUESTION_NUMBER = re.compile(
    r"^\s*(?:[A-Za-z]{0,4}[-_"
    r" ]?\d+[A-Za-z]{0,4}\d*(?:[._-](?!\s)[A-Za-z0-9]{1,6})*|[A-Z]{1,4}(?:[-_][A-Z0-9]{1,5})+)"
    r"(?:\s*[.:)\]]+\s*(?:[a-z]{2,4}[.:]\s*)*|\s+-\s+)(?=\S)"
)
"""`Q42c. `, `12) `, `Q94a.arb: `, `98d.arb. `, `EA-SVC-A. `, `V1_2: `."""


def plain(text: str) -> str:
    """The text in small letters, without accents, apostrophes and punctuation."""
    text = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+|_+", " ", re.sub(r"['’‘`´]", "", text)).split())


def without_number(label: str) -> str:
    """The label without the number of its question."""
    return QUESTION_NUMBER.sub("", label, count=1).strip() or label.strip()


def words(text: str) -> str:
    """A group of alternatives: one or more a line, separated by `|`."""
    return "(" + "|".join(line.strip() for line in text.strip().splitlines()) + ")"


def finder(text: str) -> re.Pattern[str]:
    """A pattern that finds any of these words or phrases, whole."""
    return re.compile(rf"\b{words(text)}\b")


_YES = re.compile(r"(yes|ja|oui)\b")
_NO = re.compile(r"(no|not|nee|neen|non|nein)\b(?! (one|information|formal|idea|opinion|contact))")
_TICKED = words(r"""
    aangekruist|aangevinkt|geselecteerd|gekozen|genoemd|van toepassing|aanwezig|waar
    selected|checked|ticked|mentioned|chosen|quoted|named|marked|applies|present|true
    citee?|cochee?|selectionnee?|choisie?|vrai|genannt|angekreuzt|ausgewahlt|wahr
""")
_NOT_TICKED = re.compile(
    r"(niet|not|geen|no|non|pas|nicht|keine?|un|non )"
    rf" ?{_TICKED}|false|onwaar|faux|falsch|leeg|blank|afwezig|absent"
)


def yes_code(labels: dict[int | float | str, str]) -> int | float | str | None:
    """The code that says yes, of two that say yes and no, ticked and not ticked, or something and not that;
    else None."""
    if len(labels) != 2:
        return None
    for (code, label), (_, other) in (
        (list(labels.items())[place], list(labels.items())[1 - place]) for place in (0, 1)
    ):
        yes, no = plain(label), plain(other)
        if _YES.match(yes) and (_NO.match(no) or no in ("0", "geen", "none")):
            return code
        if re.fullmatch(_TICKED, yes) and _NOT_TICKED.fullmatch(no):
            return code
        if yes and re.fullmatch(rf"(niet|not|geen|no|nicht|keine?|pas de) {re.escape(yes)}", no):
            return code
    return None


_STEPS = finder(r"""
    very|much|strongly|somewhat|fairly|quite|completely|totally|mostly|slightly|rather|extremely|not at all
    a little|a lot
    never|rarely|seldom|sometimes|often|always|daily|weekly|monthly|yearly|every ?day|days?|weeks?|months?
    years?|hours?|times|once
    twice
    good|bad|fair|poor|excellent|better|worse|agree|disagree|satisfied|dissatisfied|important|likely|unlikely|more|less|same
    neutral|neither
    high|low|medium|few|some|most|all|none|positive|negative|easy|difficult|free|trust|approve|disapprove|like|dislike|increased
    decreased
    primary|secondary|completed
    zeer|heel|erg|helemaal|tamelijk|redelijk|enigszins|nogal|nooit|zelden|soms|vaak|meestal|altijd|dagelijks|wekelijks|maandelijks
    dag(en)?|week|weken|maand(en)?|jaar|uur|uren|keer|goed|slecht|matig|beter|slechter|eens|oneens|tevreden|ontevreden|belangrijk
    waarschijnlijk
    meer|minder|evenveel|hetzelfde|neutraal|hoog|laag|midden|weinig|veel|geen|positief|negatief|gelukkig|lichte?|ernstige?|matige|sterk
    voldoende|onvoldoende|makkelijk|moeilijk|gaat wel
    tres|plutot|assez|jamais|rarement|parfois|souvent|toujours|bon|mauvais|bien|mal|daccord|satisfaite?|plus|moins|meme|fois|jours?
    semaines?
    mois|ans|beaucoup|peu|tout
    sehr|eher|ziemlich|nie|selten|manchmal|oft|haufig|immer|gut|schlecht|zufrieden|unzufrieden|stimme|wichtig|mehr|weniger|gleich|teils
    taglich|wochentlich|monatlich|tage?|jahre?|trifft
""")
_NUMBERED = re.compile(r"^\d|\d$")
_POLES = (
    ("bad|badly|poor|worse|worst", "good|well|better|best|excellent"),
    (
        "disagree|disapprove|dislike|dissatisfied|unsatisfied|distrust|oppose",
        "agree|approve|like|satisfied|trust|support",
    ),
    (
        "unlikely|unimportant|unhappy|unsafe|unfair|unfree|wrong|against|weak",
        "likely|important|happy|safe|fair|free|right|for|strong",
    ),
    ("decreased?|less|fewer|negative|difficult", "increased?|more|positive|easy"),
    (
        "slechte?|slechter|oneens|ontevreden|negatief|ongelukkig|onveilig|onvoldoende",
        "goede?|beter|eens|tevreden|positief|gelukkig|veilig|voldoende",
    ),
    (
        "minder|moeilijk|afgenomen|onwaarschijnlijk|onbelangrijk",
        "meer|makkelijk|gemakkelijk|toegenomen|waarschijnlijk|belangrijk",
    ),
    (
        "mauvaise?|mal|pire|insatisfaite?|negati(f|ve)|moins|difficile",
        "bon|bonne|bien|mieux|meilleure?|daccord|satisfaite?|positi(f|ve)|plus|facile",
    ),
    (
        "schlecht|schlechter|unzufrieden|negativ|weniger|schwierig|unwichtig",
        "gut|besser|zufrieden|positiv|mehr|leicht|wichtig",
    ),
    ("nicht zu|lehne ab|unwahrscheinlich", "stimme zu|voll zu|zu|wahrscheinlich"),
)
_AGAINST = finder(r"oneens|niet (mee )?eens|pas (du tout |tout a fait )?daccord|desaccord")
_NEUTRAL = finder(r"""
    neutral|neither|in between|undecided|same|no change|no difference|would not care|not good(,| and)? not bad
    neutraal|noch|niet (mee )?eens(,| en|,? maar)? (ook )?niet (mee )?oneens|hetzelfde|gelijk( gebleven)?
    ongeveer (even|gelijk)
    geen verschil|gaat wel
    niet goed(,| en)? niet slecht|neutre|ni|meme|egal|teils|gleich
""")


def is_neutral(label: str) -> bool:
    """Whether an answer stands between two poles."""
    return bool(_NEUTRAL.search(plain(label)))


def is_ordered(labels: Iterable[str]) -> bool:
    """Whether most labels are steps of a scale."""
    answers = [plain(label) for label in labels]
    return sum(bool(_STEPS.search(answer) or _NUMBERED.search(answer)) for answer in answers) >= 0.6 * len(
        answers
    )


def is_diverging(labels: list[str]) -> bool:
    """Whether the labels run from one pole to its opposite, with what is neutral in the middle."""
    if len(labels) < 3:
        return False
    first, last = plain(labels[0]), plain(labels[-1])
    middle = (len(labels) - 1) / 2
    if any(is_neutral(label) and abs(place - middle) > 0.5 for place, label in enumerate(labels)):
        return False
    return any(_pole(first, low, high) * _pole(last, low, high) < 0 for low, high in _POLES)


def falls(labels: list[str]) -> bool:
    """Whether labels that run from pole to pole begin at the positive one: 'very good … very bad'."""
    first, last = plain(labels[0]), plain(labels[-1])
    return any(_pole(first, low, high) > 0 > _pole(last, low, high) for low, high in _POLES)


OTHER = re.compile(
    words(r"""
    (an? )?others?( answers?| reasons?)?( please)?( specify)?|some other \w+( or \w+)?
    (een |iets )?(anders?|andere?|overige?)( antwoord(en)?| reden(en)?| opleiding)?( namelijk| nl)?
    (une? )?autres?( reponses?| raisons?)?( precisez?)?
    anderes|andere antwort(en)?|sonstige[rs]?
    """)
)
"""What an answer is called that stands for all that are not named."""
OTHER_ANSWERS = {
    "nl": "Andere antwoorden",
    "en": "Other answers",
    "fr": "Autres réponses",
    "de": "Andere Antworten",
}


_SIZE = r"(\d+|twee|drie|vier|vijf|zes|two|three|four|five|six)"
_PARTS = r"(categorie\w*|categorieën|cat|groep|groepen|klassen|categories|groups|classes)\b\.?"
_IN_PARTS = re.compile(rf",?\s*\bin {_SIZE} {_PARTS}|\s*\(\s*{_SIZE} {_PARTS}\s*\)", re.IGNORECASE)
_LEVELS_LISTED = re.compile(r"\s*\([^()]*\d[^()]*;[^()]*\)")


def without_parts(label: str) -> str:
    """A label without how many groups its answers were put in, and which: 'Age in 2 groups (16-17; …)'."""
    bare = _IN_PARTS.sub("", label)
    if bare == label:
        return label
    bare = _LEVELS_LISTED.sub("", bare).replace("()", "")
    return " ".join(bare.split()).strip(" ,") or label


def _pole(label: str, low: str, high: str) -> int:
    if _AGAINST.search(label) or re.search(rf"\b({low})\b", label):
        return -1
    return 1 if re.search(rf"\b({high})\b", label) else 0


_LIGHT = """
    the a an of to in on at for with by is are be do does did you your i my it this that and or any statement
    response question respondent
    general de het een van op te met voor bij zijn u uw je en of dit dat er ook deze die hun haar
    le la les un une des du et ou vous votre der die das ein eine und oder sie ihr
"""
_WEIGHTY = """
    no not never none very much more less most least somewhat fairly strongly too only always often sometimes
    rarely many few some all
    other both neither un else someone somebody another self before after last next past since until year
    month week day
    niet nooit geen zeer heel erg meer minder meest minst enigszins sterk licht matig altijd vaak soms zelden
    veel weinig sommige alle
    ander beide jaar maanden weken dagen vorige volgende afgelopen
    non pas jamais aucun tre plus moin toujour souvent parfoi nicht nie kein sehr mehr weniger immer oft
    manchmal
"""
LIGHT = frozenset(_LIGHT.split())
"""Words that don't change what a label says."""
WEIGHTY = frozenset(_WEIGHTY.split())
"""Words that always change it; without a plural s."""

_COMMON = {
    "nl": (
        """de het een van en in is dat niet op aan met voor er zijn heeft bij uw je u ik wat hoe vaak welke
        wordt geen ja nee weet
        onbekend of om te door naar meer minder goed leeftijd geslacht"""
    ),
    "en": (
        """the of and to in is that it for on with as are be your you i what how often which has have not no
        yes dont know refused
        or from by do does more less good age gender years respondent"""
    ),
    "fr": (
        """la le les de des et est que une un pour dans sur avec vous votre qui quel quelle pas non oui sans
        reponse sait plus moins
        bien age sexe ou par au du ne je combien souvent"""
    ),
    "de": (
        """der die das und ist nicht von mit fur auf den ein eine sie ihr ihre wie was welche ja nein weiss
        keine angabe oder im zu oft
        mehr weniger gut alter geschlecht haben ich bei"""
    ),
}
_COMMON_WORDS = {language: set(common.split()) for language, common in _COMMON.items()}


def language_of(labels: Iterable[str]) -> str:
    """nl, en, fr or de: the language whose common words the labels hold most; en where they hold none."""
    counts: Counter[str] = Counter(word for label in labels for word in set(plain(label).split()))
    scores = {language: sum(counts[word] for word in common) for language, common in _COMMON_WORDS.items()}
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] else "en"
