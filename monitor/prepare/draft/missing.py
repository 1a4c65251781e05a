"""Which codes of a question are no answer, and why: by their labels, by where their numbers stand, and by the
data.

A label alone does not tell: 'Refused' is an answer beside 'Accepted', and 'Niet van toepassing' beside 'Van
toepassing'. So a code is judged among the other codes of its question. What remains doubtful is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from monitor.prepare.draft.words import plain, words, yes_code

Code = int | float | str

MISSING = {
    "not_asked": words(r"""
        (is )?not (asked|shown|presented)( in (this )?(survey|country|wave|round|version))?
        question not asked|skipped|skip
        filter(ed)?( out)?|routing
        niet (gevraagd|gesteld|voorgelegd)|vraag niet (gesteld|gevraagd)|overgeslagen|uitgefilterd
        non (posee?|demandee?)|question non posee|filtre|nicht (gefragt|gestellt|erhoben)|frage nicht gestellt
        no (preguntad[ao]|se pregunto)|nao perguntad[ao]
    """),
    "not_applicable": words(r"""
        not applicable|n a|inap|iap|inapplicable|not relevant|no further (answer|response|reason)s?
        niet van toepassing|nvt|n v t|niet relevant
        non applicable|sans objet|ne sapplique pas|ne me concerne pas|non concernee?
        nicht zutreffend|nicht anwendbar|entfallt
        no (aplica(ble)?|procede|corresponde)|nao (aplicavel|se aplica)|non (applicabile|pertinente)
        ikke (relevant|aktuel[lt]?)|ej aktuell?t
    """),
    "refused": words(r"""
        (a |ont |has |have |hat |haben |heeft )?refus(al|ed|es|ee?s?)?( de repondre)?
        refuse[sd]? to (answer|say|respond)
        (i |id |i would |would )?(rather|prefers?) not (to )?(say|answer|tell)
        (does|do|did)(nt| not) (want|wish) to (say|answer|tell)|rf|declined?( to answer)?
        weigert?|geweigerd|weigering|weigert (te )?antwoord(en)?|liever niet
        (ik )?wil (dit |dat |het |hier |er )?(liever )?(geen antwoord (op )?geven
        niet (zeggen|vertellen|beantwoorden|aangeven|invullen))
        ((dit|dat|hier|daar) )?wil ik (dit |dat |het |hier |er )?(liever )?(geen antwoord (op )?geven
        niet (zeggen|vertellen|beantwoorden|aangeven|invullen))
        (dit |dat )?(zeg|vertel|beantwoord) ik (dat |dit |het )?liever niet
        ik (zeg|vertel|beantwoord) (dat |dit |het )?liever niet
        refus( de (repondre|reponse))?|refuse( de repondre)?
        ne (souhaite|veut|desire) pas (repondre|le dire|dire)
        prefere ne pas (repondre|(le )?dire)
        verweigert|(antwort|angabe) verweigert|verweigerung|keine auskunft|will nicht (sagen|antworten)
        mochte (ich )?(nicht|keine) (antworten|sagen|angaben? machen)
        (se )?(niega|nego|rehusa|rehuso|rechaza|rechazo|recusa|recusou)( se)?( a)?( contestar| responder)?
        prefiero no (contestar|responder|decir(lo)?)|no quiere (contestar|responder|decir(lo)?)
        prefiro nao (dizer|responder)|nao (quer|quis) responder
        rifiut(a|ato|o)( di rispondere)?|preferisco non (dirlo|rispondere)|non (vuole|voglio) rispondere
        onsker ikke a svare|vil ikke svar[ae]|vill (ej|inte) svara
    """),
    "dont_know": words(r"""
        (i )?(dont|do not|does not|doesnt|did not|didnt) (really )?(know|remember|recall
        understand( the)? question)( enough)?|dk
        unsure|not sure|uncertain|undecided|(has |have )?no opinion|no idea
        (cant|cannot|can not|unable to) (say|tell|choose|determine|remember|recall|answer|judge)
        (dat |dit )?(ik )?weet (ik )?(het |dat |dit )?niet( meer)?
        (ik )?heb (hier |er )?geen (mening|idee)( over)?
        geen (mening|idee|oordeel)
        (kan ik |ik kan |kan )?(dit |dat |het )?niet (zeggen|beoordelen|inschatten)
        (je |il |elle )?(ne |n )?sa(it|is|vent) pas|nsp|ne sais plus|ne se (souvient|prononce) pas
        sans (opinion|avis)|pas davis
        weiss (ich )?nicht|weiss es nicht|(das )?weiss ich nicht|kann ich nicht (sagen|beurteilen)
        keine meinung
        no (lo )?(sabe|se)|ns nc|(no sabe|nao sabe) (no contesta|no responde|nao responde)|sin opinion
        nao (sabe|sei)|sem opiniao|non (lo )?(sa|so|saprei)|nessuna opinione
        (det )?(ved|vet) (jeg |jag )?(ikke|inte|ej)|ingen (mening|asikt)
    """),
    "no_answer": words(r"""
        no (answer|response|reply|data)( given)?|missing( data| value)?|blank|unknown|invalid( answer)?
        uncode?able( response| answer)?|not (answered|stated|specified|ascertained|available|filled in)
        geen (antwoord|opgave|reactie|gegevens)( gegeven| bekend)?|niet (ingevuld|beantwoord|opgegeven|bekend)
        onbekend|ontbreekt|ontbrekend|leeg|ongeldig( antwoord)?
        (sans|pas de|aucune|non) reponse|non (repondu|renseignee?|precisee?)|inconnue?|manquante?
        donnees? manquantes?
        na pas repondu|nr|no reply|keine (angabe|antwort)n?|k a|ohne angabe|unbekannt|fehlend(er wert)?
        nicht (beantwortet|angegeben)
        no (contesta|contesto|responde|respondio)|sin (respuesta|datos?|informacion)
        nao (responde|respondeu)|sem resposta|(nessuna|senza) risposta|non (risponde|ha risposto)
        (u|ikke )besvart|ubesvaret|uoplyst|(ikke|inget|intet|ej) svar
    """),
}
_MISSING = {reason: re.compile(pattern) for reason, pattern in MISSING.items()}
_CAPITALS = {
    "NA": "not_applicable", "N/A": "not_applicable", "DK": "dont_know", "RF": "refused", "DK/NA": "dont_know",
    "KA": "no_answer", "NS": "dont_know", "NS/NC": "dont_know", "NC": "no_answer",
    "NR": "no_answer", "NSP/NR": "dont_know", "DK/NR": "dont_know", "WN": "dont_know", "GA": "no_answer",
}  # fmt: skip


@dataclass(frozen=True)
class Gone:
    """A code or range that is no answer."""

    code: Code | tuple[float, float]
    reason: str
    label: str = ""


@dataclass
class Judged:
    """The codes of one question that are no answer, and what was doubtful about them."""

    gone: list[Gone] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


_OPEN = {
    "refused": words(
        "refus(al|ed|es|ee?s?)?|declined?|geweigerd|weigering|verweigert|verweigerung|(a |ont )refuse"
    ),
    "unknown": words("""
        unknown|onbekend|unbekannt|inconnue?|not available|niet (bekend|beschikbaar)|missing|blank|leeg
        skipped|skip|overgeslagen
        invalid|ongeldig|ontbreekt|ontbrekend|fehlend|manquante?|not stated|not specified|filter(ed)?( out)?
        filtre|filtered
    """),
    "unsure": words(
        "unsure|not sure|uncertain|undecided|no idea|(has |have )?no opinion|geen (mening|idee|oordeel)|keine"
        " meinung"
    ),
    "not applicable": words("""
        not (applicable|relevant)|n a|niet (van toepassing|relevant)|nvt|inapplicable
        non (applicable|concernee?)
        nicht (zutreffend|anwendbar)|trifft nicht zu|entfallt|non renseignee?
    """),
}
_MAY_BE_ANSWERS = re.compile("|".join(_OPEN.values()))
"""Words that are no answer in one question, and an answer in another."""
_IS_OFTEN_ANSWER = re.compile(_OPEN["refused"] + "|" + _OPEN["unknown"])
_ONLY_BELOW_ZERO = {
    "not_applicable": re.compile(words("trifft nicht zu|does(nt| not) apply|sapplique pas")),
    "not_asked": re.compile(
        words(
            r".*\bnicht (enthalten|erhoben|gefragt|gestellt)( .*)?|.*\bnot (included|asked|in) .*|no"
            r" .*interview"
        )
    ),
    "other": re.compile(
        words(
            r"other missing|.*\bmissing\b.*|unplausible.*|unzulassig.*|.*\berror\b.*|.*\bfehler\b.*|multiple"
            r" answers.*"
        )
    ),
}
_OPPOSITE = [
    (re.compile(rf"(\w+ )?{yes}( \w+){{0,2}}"), re.compile(no))
    for yes, no in (
        (
            words(r"""
                accepted|approved|granted|agreed|consented|allowed|attended|received|admitted|geaccepteerd|aanvaard|toegestaan|gekregen
                goedgekeurd|toegekend|toestemming|acceptee?s?|accordee?s?|angenommen|akzeptiert|erteilt|zugestimmt|bewilligt
            """),
            words(r"refus\w*|declined?|denied|geweigerd|weigering|verweigert|verweigerung|abgelehnt"),
        ),
        (
            words(
                "completed?|ingevuld|present|aanwezig|valid|geldig|filled("
                " in)?|decided|vorhanden|ausgefullt|presente?|remplie?|valide"
            ),
            words(
                r"missing|skipped|overgeslagen|leeg|blank|invalid|ongeldig|undecided|ontbreekt|ontbrekend|fehlend|manquant\w*"
            ),
        ),
    )
]
"""What is taken for no answer by itself, and is one beside the answer that it denies."""
_NEGATION = re.compile(r"\b(not?|niet|non|nicht|geen|keine?|pas|ne|dont)\b|^(un|on|in)(?=\w{4})")
_NOT = re.compile(r"\b(not|niet|non|nicht|pas)\b")
_NEGATED = re.compile(
    r"\b(not?|niet|non|nicht|geen|keine?|pas|ne|dont|doesnt|havent|isnt)\b|\b(un|on|in)\w{4,}"
)
_LIGHT = """a an the of de het een van le la der die das is it i ik yes no ja nee oui non nein wel do does
very zeer well goed all"""
_STOP = frozenset(_LIGHT.split())
_IS_ANSWER = re.compile(
    words(r"""
    ^(no|nee|non|nein)$|\b(anders|andere|ander|other|others|else|autres?|sonstige\w*|otros?|altro|geen|none|never|nooit|niets|nothing
    aucune?|keine?|nie|jamais|of meer|en meer|or more|and more|ou plus|oder mehr|plus)\b
""")
)
"""What a list keeps its last numbers for as well."""
LARGE = 96
"""From here on, such a number needs no gap below it."""
_EMPTY_CODES = re.compile(r"-?(7|8|9)|-?([789])\2+|-?99*[678]|-\d+")
"""Numbers that surveys keep for no answer: 9, 99, 98, 97, 888, -1."""


def bare_label(label: str, code: Code | None = None) -> str:
    """The label without its code in front of it: '[-1] keine Angabe', '(99) weet niet', '-9. Refused', '8 =
    DK'."""
    text = label.strip()
    if code is not None:
        text = (
            re.sub(
                rf"^[^\w\s+-]*\s*\+?0*{re.escape(str(code))}(?![\d.,]\d|\w|%)\s*[^\w\s]*\s*[.:=)\-–—]*\s*(?!\d)",
                "",
                text,
            )
            or text
        )
    text = re.sub(r"^[\[({<]\s*[-\w]{1,5}\s*[\])}>]\s*(?=\w)", "", text)
    return text.strip(" .-–*[]<>(){}:=")


def missing_reason(label: str, code: Code | None = None) -> str | None:
    """Why a code with this label is no answer, by the label alone; None where it is one."""
    bare = re.sub(r"^[\s\-\d.]+[:=)\s]\s*", "", bare_label(label, code)).strip(" .-–*")
    if bare in _CAPITALS:
        return _CAPITALS[bare]
    first = plain(re.split(r"[/,;(:|]|\s[-–—]\s|\s(?:or|of|ou|oder|en)\s", bare)[0])
    for reason, pattern in _MISSING.items():
        if pattern.fullmatch(first) or pattern.fullmatch(plain(bare)):
            return reason
    return None


def judge(labels: dict[Code, str], counts: dict[Code, int], declared: set[Code], name: str) -> Judged:
    """The labelled codes that are no answer. `counts` are answers in the data, `declared` what the file
    itself calls missing."""
    judged = Judged()
    reasons = {code: missing_reason(label, code) or _beside(code, labels) for code, label in labels.items()}
    below = _below_zero(labels, reasons, counts, declared)
    for code, label in labels.items():
        others = {two: bare_label(text, two) for two, text in labels.items() if two != code}
        if code in declared:
            judged.gone.append(Gone(code, reasons[code] or _below(label, code) or "other", label))
        elif code in below:
            reason = reasons[code] or _below(label, code)
            judged.gone.append(Gone(code, reason or "other", label))
            if reason is None:
                judged.doubts.append(
                    f"{name}: code {code} '{label}' is below its answers, and taken for missing"
                )
        elif reason := reasons[code]:
            answers = {
                two: text for two, text in others.items() if not reasons[two] and two not in declared | below
            }
            _weigh(code, reason, labels, answers, counts, name, judged)
    for code in _far_from_answers(labels, counts, {one.code for one in judged.gone}):
        judged.doubts.append(
            f"{name}: code {code} '{labels[code]}' stands apart from its answers; name it in 'missing' if it"
            " is none"
        )
    return judged


def _far_from_answers(labels: dict[Code, str], counts: dict[Code, int], gone: set[Any]) -> list[Code]:
    """Labelled codes, in whatever language, that stand beyond an unbroken run of answers on a number that
    surveys keep for no answer: 8 and 9, 98 and 99."""
    numbers = sorted(
        code for code in {*labels, *counts} if isinstance(code, int) and code >= 0 and code not in gone
    )
    run = next(
        (at for at in range(1, len(numbers)) if numbers[at] - numbers[at - 1] > 1),
        len(numbers),
    )
    beyond = numbers[run:]
    if run < 2 or not all(code in labels and _EMPTY_CODES.fullmatch(str(code)) for code in beyond):
        return []
    return [code for code in beyond if not _IS_ANSWER.search(plain(labels[code]))]


def _weigh(
    code: Code,
    reason: str,
    labels: dict[Code, str],
    answers: dict[Code, str],
    counts: dict[Code, int],
    name: str,
    judged: Judged,
) -> None:
    """A label that speaks of no answer, among the answers: its opposite there, or a place between them, makes
    it an answer."""
    label = labels[code]
    shown = f"{name}: code {code} '{label}'"
    bare = plain(bare_label(label, code))
    others = [other for other in counts if other not in labels]
    apart = _is_apart(code, [*answers, *others])
    may_be_answer = bool(_MAY_BE_ANSWERS.fullmatch(bare))
    if any(_are_opposite(bare, plain(text), exactly=not may_be_answer) for text in answers.values()) and not (
        apart and len(answers) > 1
    ):
        if apart:
            judged.doubts.append(
                f"{shown} is taken for an answer, as its opposite is one; name it in 'missing' if it is none"
            )
        return
    alone = not others and (len(answers) < 2 or _is_between(code, answers))
    if may_be_answer and not apart and alone:
        judged.doubts.append(
            f"{shown} stands among the answers, and is taken for one; name it in 'missing' if it is none"
        )
        return
    judged.gone.append(Gone(code, reason, label))
    if may_be_answer and not apart and counts.get(code, 0) and _IS_OFTEN_ANSWER.fullmatch(bare):
        judged.doubts.append(f"{shown} is taken for missing; give it a category if it is an answer")


def _is_apart(code: Code, answers: list[Code]) -> bool:
    """Whether a number stands away from the answers, where surveys keep what is none: below zero, or at 9,
    99, 98 with a gap."""
    numbers = [number for number in answers if not isinstance(number, str) and number != code]
    if isinstance(code, str) or not numbers:
        return not isinstance(code, str)
    if code < 0:
        return min(numbers) >= 0 or -code not in numbers
    below = max((number for number in numbers if number < code), default=code)
    return bool(_EMPTY_CODES.fullmatch(f"{code:g}")) and (code - below > 1 or code >= LARGE)


def _is_between(code: object, answers: dict[Code, str]) -> bool:
    """Whether answers stand on both sides of it, or it opens them without being zero."""
    numbers = [number for number in answers if not isinstance(number, str)]
    return isinstance(code, (int, float)) and bool(numbers) and code < max(numbers) and code > 0


def _are_opposite(missing: str, answer: str, exactly: bool) -> bool:
    """Whether one label denies the other: 'unknown' and 'known', 'not sure' and 'very sure', 'refused' and
    'accepted'."""
    if any(no.fullmatch(missing) and yes.fullmatch(answer) for yes, no in _OPPOSITE):
        return True
    if set(_NOT.sub("", missing).split()) - _STOP == set(answer.split()) - _STOP and _NOT.search(missing):
        return True
    if not _NEGATED.search(missing) or _NEGATED.search(answer):
        return False
    denied = set(_NEGATION.sub("", missing).split()) - _STOP
    said = set(answer.split()) - _STOP
    return bool(denied) and (denied == said if exactly else denied <= said and len(said) <= len(denied) + 1)


def _beside(code: Code, labels: dict[Code, str]) -> str | None:
    """The reason of what is no answer beside yes and no, or on a number kept for that: 'trifft nicht zu'."""
    bare = plain(bare_label(labels[code], code))
    if not _ONLY_BELOW_ZERO["not_applicable"].fullmatch(bare):
        return None
    others = {two: bare_label(label, two) for two, label in labels.items() if two != code}
    answers = {two: text for two, text in others.items() if missing_reason(text) is None}
    if any(_are_opposite(bare, plain(text), exactly=False) for text in answers.values()):
        return None
    return "not_applicable" if _is_apart(code, list(answers)) or yes_code(answers) is not None else None


def _below(label: str, code: Code) -> str | None:
    bare = plain(bare_label(label, code))
    return next((reason for reason, pattern in _ONLY_BELOW_ZERO.items() if pattern.fullmatch(bare)), None)


def _below_zero(
    labels: dict[Code, str], reasons: dict[Code, str | None], counts: dict[Code, int], declared: set[Code]
) -> set[Code]:
    """Labelled codes below zero that are no answers: all of them, unless they are the yes or no of two, or
    the answers themselves run through zero."""
    numbers = [code for code in labels if not isinstance(code, str) and code not in declared]
    said: dict[Code, str] = {code: bare_label(labels[code], code) for code in numbers if not reasons[code]}
    two = set(said) if yes_code(said) is not None else set()
    low = {code for code in numbers if code < 0} - two
    known = {code for code in low if reasons[code] or _below(labels[code], code)}
    own = low - known
    unlabelled = any(code < 0 for code in counts if not isinstance(code, str) and code not in labels)
    rest = [code for code in numbers if code >= 0] or [
        code for code in counts if not isinstance(code, str) and code >= 0
    ]
    runs_through = bool(own) and bool(rest) and -min(own) == max(rest) and len(own) * 2 >= len(rest)
    return set(known if unlabelled or runs_through else low)
