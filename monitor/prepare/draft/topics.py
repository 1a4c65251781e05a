"""Words by which the variables about the respondent and about the sample are known, in Dutch, English, French
and German."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.prepare.draft.words import finder, words


@dataclass(frozen=True)
class Topic:
    """A kind of breakdown: words in its name or label, how many levels are handy, and whether they run from
    little to much."""

    name: str
    pattern: re.Pattern[str]
    handy: int
    ordered: bool = False


TOPICS = (
    Topic("sex", finder(r"gender|sex|geslacht|sexe|geschlecht"), 2),
    Topic("age", finder(r"""
        age|ages|aged|agegroup|age ?(group|cat|class|band)\w*|agecat\w*|leeftijd\w*|lft\w*|oud bent u|how old
        alter|altersgruppe\w*|altersklasse\w*|tranche dage|classe dage
    """), 4, ordered=True),
    Topic("education", finder(r"""
        edu|educ|edu\w{1,4}|education\w*|schooling|highest (degree|qualification)|qualification level|degree
        opl|opleiding\w*|onderwijs(niveau|soort|type)\w*|schooltype|diploma
        niveau (detudes?|scolaire|de formation)|etudes|formation|bildung\w*|schulabschluss\w*|ausbildung\w*
        schulbildung
    """), 4, ordered=True),
    Topic("region", finder(r"""
        region|regions|province|provinces|district|county|counties|governorate|canton|department of residence
        regional unit
        regio\w*|ggd ?regio\w*|provincie\w*|landsdeel|gemeente\w*|woonplaats|woongemeente
        departement|kanton|bundesland|landkreis|municipality|municipalities
    """), 6),
    Topic("urbanity", finder(r"""
        urban\w*|rural|urbrur|settlement type|type of (place|settlement|area|community)
        size of (town|community|place)
        stedelijk\w*|sted|urbanisatie\w*|urbanisation|stedelijkheidsklasse|milieu de residence|ortsgrosse
        gemeindegrosse|siedlungstyp
    """), 4, ordered=True),
    Topic("sector", finder(r"""
        sector|industry|branch|employer|profession|professional group|specialty|specialism|discipline
        occupation|job (title|function)
        beroep\w*|functie|specialisme\w*|werkgever|werkveld|branche|secteur|metier|beruf\w*|branchen?|fachrichtung|zorgsector
    """), 5),
    Topic("income", finder(r"""
        income\w*|household income|salary|wealth|socioeconomic status|ses|living standard measure
        inkomen\w*|besteedbaar inkomen|welvaart\w*|revenus?|niveau de vie|einkommen\w*
    """), 4, ordered=True),
    Topic("work", finder(r"""
        employment( status)?|work(ing)? status|labou?r (force )?status|main activity|economic activity
        arbeidssituatie\w*|werksituatie\w*|arbeidsparticipatie|dagelijkse bezigheid|arbeidspositie
        situation professionnelle|emploi
        erwerbs\w*
    """), 4),
    Topic("origin", finder(r"""
        migration background|migrant\w*|ethnic\w*|country of (birth|origin)|race|nationality
        migratie\w*|herkomst\w*|etnici\w*|geboorteland|nationaliteit|afkomst|origine|nationalite
        pays de naissance
        migrationshintergrund|herkunft
    """), 3),
    Topic("household", finder(r"""
        household (type|composition|situation)|marital( status)?|living (situation|arrangement)
        family (status|situation)|civil status
        huishoud(en|type|samenstelling|ens)\w*|gezins\w*|woonsituatie\w*|woonvorm|burgerlijke staat|leefvorm
        type de menage|situation (familiale|matrimoniale)|haushalts\w*|familienstand
    """), 4),
    Topic("school year", finder(r"leerjaar|klas|grade|school ?year|class|classe|schulklasse|jahrgangsstufe"),
    3, ordered=True),
)  # fmt: skip

ABOUT_INTERVIEW = finder(r"""
    \w?interviewers?|interviewerin\w*|interviewte?u?rs|\w?enumerator\w*|\w?enqueteu?rs?|\w?enquetrices?|\w?intervieweu(r|se)s?|supervisors?
    (this|previous) interview|(un)?successful call
    number of calls|call attempts?
    (last|first) page|(laatste|eerste) pagina|(duur|tijd) van het (invullen|interview)|invultijd
    (completion|start|end) time|time to complete|(start|eind)tijd
    (length|duration|language|mode|time) of (the )?interview|interview(duur|lengte|taal|dauer)|invulduur
    duree de lentretien
    langue de lentretien
""")
SEXES = finder(r"""
    man|men|male|males|boy|boys|woman|women|female|females|girl|girls|vrouw|vrouwen|mannen|jongen|jongens|meisje|meisjes|mannelijk
    vrouwelijk
    homme|hommes|femme|femmes|masculin|feminin|garcon|fille|mann|frau|manner|frauen|mannlich|weiblich|junge|madchen|m|v|f
""")
SEX_ANSWERS = (
    re.compile(
        words("man|male|boy|homme|masculin|garcon|mann|mannlich|mannelijk|jongen|junge|m|een man|a man")
    ),
    re.compile(
        words(
            "woman|female|girl|vrouw|vrouwelijk|meisje|femme|feminin|fille|frau|weiblich|madchen|v|f|w|een"
            " vrouw|a woman"
        )
    ),
)
OTHER_SEX = re.compile(
    words(r"""
    (an ?)?other.*|anders.*|x|non ?binary.*|non ?binair.*|nonbinaire.*|divers\w*|autre.*
    neither|geen van beide
    in another way.*|intersex.*|trans.*
""")
)
ASKED_OF_SELF = re.compile(
    words(r"""
    (are|were) you( a)? .*|(ben je|bent u|u bent|ik ben|ben ik|bist du|sind sie|ich bin|etes vous|vous etes
    es tu|je suis|i am)( .*)?
    (how|hoe|comment|wie) .*(you|u|je|vous|sie|dich) .*(describe|identif\w*|omschrij\w*|zie\w*|definis\w*
    bezeichn\w*).*
    m ?f|male (or )?female|man (of )?vrouw|homme (ou )?femme|mann (oder )?frau|gender\w*|sex\w*|gesl\w*
""")
)
OTHER_PEOPLE = finder(r"""
    \w?interviewers?|interviewerin\w*|enumerator\w*|\w?enqueteu?rs?|\w?enquetrices?|\w?intervieweu(r|se)s?|previous|vorige|interview|partner\w*|spouses?|husbands?|wife|wives
    echtgeno\w*|conjoint\w*|ehepartner\w*
    child|children|childs|kind|kinderen|kinds|enfants?|kinder|fathers?|mothers?|parents?|vaders?|moeders?|ouders?|vater|mutter
    eltern|pere|mere|head of (the )?household
    household head|hoofdkostwinner|neighbou?rs?|buren|friends?|vrienden|leaders?|patients?|patienten|clienten
    of the (doctor|nurse)
""")
ABOUT_RESPONDENT = finder(r"""
    respondent\w*|your|you|u|uw|je|jouw|votre|vous|ihr|ihre|sie|befragte\w*|deelnemer\w*|repondante?
    of person|personal
    categorieen|categories|klassen|classes|groepen|groups|gruppen|kategorien
""")
OPINIONS = finder(r"""
    agree|disagree|trust|likely|unlikely|satisfied|dissatisfied|never|often|sometimes|always|rarely|good|bad|badly|well|better
    worse|easy|difficult|increased|decreased|important|once|twice|times
    approve|disapprove|like|dislike|severe|justified|interested|safe|unsafe|free|corrupt|too (much|little)
    eens|oneens|tevreden|ontevreden|nooit|vaak|soms|altijd|zelden|goed|slecht|beter|slechter|makkelijk|moeilijk|toegenomen
    afgenomen|belangrijk|onbelangrijk|last|hinder|mening
    jamais|souvent|parfois|toujours|bien|mal|daccord|satisfait|insatisfait|mieux|pire|nie|oft|immer|manchmal|gut|schlecht|zufrieden
    unzufrieden|besser|stimme
""")

WEIGHT = finder(r"""
    weegfactor\w*|weegf\w*|wegingsfactor\w*|weging(en|scoef\w*)?|herweeg\w*|ophoogfactor\w*|standaardisatiefactor\w*
    standardi[sz]ation factor
    (survey|analysis|sample|sampling|design|post ?strat\w*|persons?|population|student|school|teacher
    adult)( \w+)? weight(s|ing)?
    final( \w+){0,6} weight(s|ing)?|full sample( \w+)? weight|\w*(finwt|finlwt|fnlwt|finalwt)\d*|w fst\w*
    \w*perwt|\w*houwt|\w*totwt|senwt
    (country|combined|normali[sz]ed|raked|calibrat\w*)( \w+)? weight(s|ing)?
    weight(ing)? (factor|variable|coefficient)s?|within country weights?|weightvar|pspwght|anweight|wtssall
    fweight
    \w*wgt\w*|\w*wght\w*|rep(licate)? ?w\w*\d+|w fstr?\w*|wt\w{2,4}\dyr|pw|[dpgs]weight
    \w*(within|combin|across|final|samp|pers|pop|house?hold|hh|ps|rak)wt\d*
    ponder(at|ac|az)\w*|pond\d*|factor( de)? expansion|peso (muestral|campionario)
    coef\w*( de)? (ponderation|extrapolation|redressement)
    poids (de sondage|final\w*|normali\w*|calee?)
    gewichtung\w*|hochrechnungsfaktor|(design|personen|haushalts|querschnitts)gewicht\w*
""")
MAYBE_WEIGHT = finder(
    r"\w*gewicht(en)?\d*|weights?\d*|poids|wt\d*|w|wf|weeg|\w*(wt|weight|weeg|gew|raked ?w|hrf)\d*"
)
AMOUNT = finder(r"""
    \w*(inkomen|loon|omzet|kosten|prijs|bedrag|vermogen|schuld|huur|salaris|waarde|budget|uitgaven|winst|opbrengst|hypotheek)(s|en)?
    euros?|eur|dollars?|usd|gulden|chf|francs?|aantal|hoeveel|inwoners|oppervlakte|afstand|km|meters?|m2|stappen|minuten|uren
    \w*income|earnings?|wages?|salary|salaries|revenues?|turnover|costs?|price|amount|worth|wealth|debts?|rent|spending|expenditures?
    expenses?|budget|profit|sales|population|inhabitants|how (much|many)|number of|distance|area|steps
    minutes|hours|value|assets|mortgage
    \w*einkommen|lohn|gehalt|umsatz|kosten|preis|betrag|vermogen|schulden|miete|ausgaben|gewinn|einwohner
    anzahl|wieviel|wie viel\w*
    revenus?|salaires?|chiffre daffaires|couts?|prix|montant|depenses?|loyer|dettes?|patrimoine|habitants
    combien|nombre|hinc\w*|pinc\w*
""")
"""What a number of five digits or more may be an amount of."""
BODY = finder(r"""
    kgs?|kilo\w*|pounds?|lbs?|gram\w*|lichaamsgewicht|geboortegewicht|streefgewicht|overgewicht|ondergewicht
    weeg (je|u|ik)|weegt
    zonder kleren
    afvallen|dieet|lengte|body ?weight|birth ?weight|overweight|underweight|weigh|weighed
    without (clothes|shoes)|lose weight|diet
    length|height
    baby|newborn|bmi|quetelet\w*|pese\w*|korpergewicht|wiegen|wiegst
""")
FINAL_WEIGHT = finder(
    r"final|eind\w*|analy\w+|total\w*|totaal|combin\w*|calibrat\w*|post ?strat\w*|within\w*"
)
PARTIAL_WEIGHT = finder(r"design|base|basis\w*|basic|household|huishoud\w*|hh|trim\w*|raw|ruw\w*|start\w*")
RESPONDENT_NUMBER = re.compile(
    words(r"""
        resp(ondent(en)?)?|case|person|persoon\w*|client|patient|subject|record|vragenlijst|questionnaire|interview|uniek\w*|unique
        volg|deelnemer\w*
        participant|panel\w*|member|lid\w*|sleutel|enquete|menage|individu|befragten?|fall|school|student|pupil|household
        huishouden|serial
    """)
    + "? ?(id|ids|nr|no|nummer|number|num|key|code|identifier|identifica\w*|ident)( number| nummer)?|"
    + words(r"""
        (resp|case|pers|hh|rec|idn|user|panel|client|volg)(id|nr|no|num|nummer|key)|id(nr|no|num|resp|code)|uuid|guid|serial
        respondent|nomem encr
        laufende nummer|seqn|case identification number|identif\w+
    """)
)
SAMPLING_WORDS = finder(r"""
    strat(um|a|ification|ificatie)\w*|psu|ssu|fpc|sdmv(psu|stra)|\w{0,6}(psu|stratum|strata)
    primary sampling unit|sampling unit
    enumeration area|cluster\w*|replicate|jackknife
    schicht\w*|strate|grappe
""")
OPEN_QUESTION = finder(r"""
    verbatim|others?|specify|specified|comments?|remarks?|text|anders|namelijk|nl|toelichting|opmerking\w*|tekst|autre|precise\w*
    sonstige\w*|andere
""")
PLACE_OR_PERSON = finder(r"""
    gps|latitude|longitude|lat|lon|lng|coordina\w*|postcode|postal ?code|zip ?code|zip|code postal
    postleitzahl|plz|tel|telefoon\w*
    telephone
    phone number|e ?mail
""")
CODE_NUMBER = finder(r"\w*codes?|\w*nummers?|\w*nr|numbers?|num|numero|id|ids|identif\w*|agb|uzovi")
"""Names of numbers that count nothing."""
