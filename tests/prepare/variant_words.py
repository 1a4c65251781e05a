"""Words and numbers of survey questions, in four languages, of the kinds that a draft once got wrong."""

from __future__ import annotations

YES = {
    "nl": ("Ja", "Nee"),
    "en": ("Yes", "No"),
    "fr": ("Oui", "Non"),
    "de": ("Ja", "Nein"),
    "up": ("JA", "NEE"),
}
CODES = ((1, 2), (1, 0), (2, 1), (0, 1), (1, 5), (5, 1), (2, 3), (10, 20), (1, 3), (-1, 0), (1, -1), (100, 0))
GONE = {
    "nl": [
        "weet niet",
        "Weet ik niet",
        "geen antwoord",
        "wil niet zeggen",
        "n.v.t.",
        "niet van toepassing",
        "geen mening",
        "onbekend",
        "niet gevraagd",
        "weigert",
        "weet niet / geen antwoord",
    ],
    "en": [
        "don't know",
        "Dont know",
        "DK",
        "refused",
        "Refusal",
        "no answer",
        "not applicable",
        "N/A",
        "not asked",
        "Inapplicable",
        "don't know/refused",
        "Not stated",
    ],
    "fr": [
        "ne sait pas",
        "NSP",
        "refus",
        "a refusé de répondre",
        "sans réponse",
        "sans objet",
        "Non concerné",
    ],
    "de": ["weiß nicht", "keine Angabe", "k.A.", "trifft nicht zu", "verweigert", "Antwort verweigert"],
}
MARKS = (
    "{l}",
    "[{c}] {l}",
    "({c}) {l}",
    "{c}. {l}",
    "{c} = {l}",
    "{c}: {l}",
    "{c} - {l}",
    "<{c}> {l}",
    "{c}) {l}",
    "{{{c}}} {l}",
    "*{c}* {l}",
    "{c} {l}",
    "{c}/ {l}",
    "{c} – {l}",
    "#{c} {l}",
)
SCALES = {
    "nl": (
        "Hoe tevreden bent u met {x}?",
        "Zeer ontevreden",
        "Zeer tevreden",
        ["de zorg", "uw buurt", "uw werk", "het leven"],
    ),
    "en": (
        "How satisfied are you with {x}?",
        "Very dissatisfied",
        "Very satisfied",
        ["your care", "your area", "life", "work"],
    ),
    "de": (
        "Wie zufrieden sind Sie mit {x}?",
        "Sehr unzufrieden",
        "Sehr zufrieden",
        ["der Pflege", "Ihrem Leben", "der Arbeit"],
    ),
    "fr": (
        "Etes-vous satisfait de {x} ?",
        "Très insatisfait",
        "Très satisfait",
        ["votre vie", "votre travail", "vos soins"],
    ),
}
THINGS = {
    "nl": [
        "een portaal",
        "een app",
        "beeldbellen",
        "een horloge",
        "internet",
        "een fiets",
        "de bus",
        "een tuin",
    ],
    "en": [
        "a portal",
        "an app",
        "video calls",
        "a watch",
        "the internet",
        "a bicycle",
        "the bus",
        "a garden",
    ],
    "fr": ["un portail", "une application", "un vélo", "internet", "le bus"],
    "de": ["ein Portal", "eine App", "ein Fahrrad", "das Internet", "den Bus"],
}
USES = {
    "nl": "Gebruikt u {x}?",
    "en": "Do you use {x}?",
    "fr": "Utilisez-vous {x} ?",
    "de": "Nutzen Sie {x}?",
}
ENDS = ((1, 5), (1, 7), (0, 10), (1, 10), (1, 4), (0, 100), (-3, 3), (1, 9))
OPPOSED = (
    ("Beschikbaar", "Niet beschikbaar", "Gepland"),
    ("Geaccepteerd", "Geweigerd", "In behandeling"),
    ("Bekend", "Onbekend", ""),
    ("Van toepassing", "Niet van toepassing", ""),
    ("Ingevuld", "Niet ingevuld", ""),
    ("Accepted", "Refused", "Pending"),
    ("Available", "Not available", "Planned"),
    ("Known", "Unknown", ""),
    ("Applicable", "Not applicable", ""),
    ("Answered", "Not answered", "Called back"),
    ("Asked", "Not asked", ""),
    ("Accepté", "Refusé", "En attente"),
    ("Disponible", "Non disponible", ""),
    ("Connu", "Inconnu", ""),
    ("Bekannt", "Unbekannt", ""),
    ("Trifft zu", "Trifft nicht zu", ""),
    ("Angenommen", "Verweigert", "Offen"),
    ("Gevaccineerd", "Vaccinatie geweigerd", "Nog niet uitgenodigd"),
    ("Offered", "Not offered", "Refused"),
    ("Gevraagd", "Niet gevraagd", "Weet niet"),
)
"""Answers that look like missing ones beside their opposite; the last of three 'Weet niet' is missing."""
ODD = (
    (-5, "Other missing; Multiple answers Mail"),
    (-4, "Skipped"),
    (-8, "Routing"),
    (-7, "Proxy"),
    (-1, "Inapplicable"),
    (-6, "Filter"),
    (-2, "Not asked in survey"),
    (-3, "Systeemfout"),
    (-10, "Interview afgebroken"),
    (-9, "Uncodeable"),
)
SENTINELS = (
    ("Uren mantelzorg per week", 0, 60, (999, 888, 998, -99, 9999)),
    ("Number of visits to a doctor", 0, 25, (99, 999, -9, 97)),
    ("Aantal glazen per week", 0, 40, (999, 99, 998)),
    ("Weight in kg", 45, 120, (999, 998, 9999, -99)),
    ("Lengte in cm", 150, 200, (999, -1, 9999)),
    ("Minuten per dag", 0, 180, (9999, 999, -99)),
    ("Hours online a week", 0, 70, (999, -9, 9999)),
    ("Nombre de cigarettes par jour", 0, 30, (99, 999)),
)
AMOUNTS = (
    ("Netto jaarinkomen van het huishouden in euro", 8_000, 140_000),
    ("Household income, pounds a year", 5_000, 180_000),
    ("Hypotheekschuld in euro", 10_000, 600_000),
    ("Birth weight in grams", 1_800, 4_900),
    ("Revenu annuel en euros", 6_000, 120_000),
    ("Distance to hospital in metres", 100, 70_000),
)
REPLACED = (
    (
        "Gebruikt u de volgende middelen wel eens op uw werk voor contact met patiënten? - {x}",
        ("Faxen", "Spraakherkenning"),
    ),
    (
        "Which of these have you used in the past twelve months for your own health: {x}",
        ("pager", "smart watch"),
    ),
    ("Heeft u in de afgelopen vier weken last gehad van {x}?", ("hoofdpijn", "duizeligheid")),
    ("How often in the past week did you feel {x}?", ("hopeful", "lonely")),
)
TEXTS = (
    ("Noord/Zuid", "Noord Zuid", "West"),
    ("a-b", "A B", "C"),
    ("50+", "50", "65+"),
    ("ja", "Ja!", "nee"),
    ("01", "1", "02"),
)
LISTS = (
    (
        "Op welke partij stemde u?",
        {1: "PvdA", 2: "CDA", 3: "VVD", 4: "Blanco", 5: "Niet gestemd"},
        {97: "Weet niet meer", 98: "Geweigerd"},
    ),
    (
        "Which party did you vote for?",
        {1: "Labour", 2: "Tories", 3: "Blank vote", 4: "Did not vote"},
        {8: "Don't remember", 9: "Refused"},
    ),
    ("Hoeveel kinderen heeft u?", {1: "Geen", 2: "Een", 3: "Twee of meer"}, {9: "Onbekend"}),
    (
        "Waar koopt u dit?",
        {1: "Winkel", 2: "Markt", 97: "Anders, namelijk", 98: "Geen van deze"},
        {99: "Weet niet"},
    ),
    (
        "Where did you hear of it?",
        {1: "Radio", 2: "Paper", 95: "Other", 96: "None of these"},
        {-1: "Not answered"},
    ),
    ("Gaat het beter?", {1: "Nee", 2: "Ja, een beetje", 3: "Ja, veel"}, {4: "N.v.t.", 5: "Weet niet"}),
    ("How sure are you?", {1: "Very sure", 2: "Quite sure", 3: "Not sure"}, {8: "Don't know"}),
    (
        "Bent u het ermee eens?",
        {1: "Oneens", 2: "Neutraal", 3: "Eens"},
        {6: "Geen mening", 7: "Wil niet zeggen"},
    ),
    ("Combien de fois ?", {1: "Jamais", 2: "Parfois", 3: "Souvent"}, {7: "Refus", 8: "NSP"}),
    ("Wie oft gehen Sie zum Arzt?", {1: "Nie", 2: "Selten", 3: "Oft"}, {0: "keine Angabe"}),
    ("Hoe vaak komt u buiten?", {0: "Nooit", 1: "Soms", 2: "Vaak"}, {3: "Weet ik niet"}),
    ("Do you own or rent?", {1: "Own", 2: "Rent", 3: "Neither"}, {77: "DK", 88: "Refused", 99: "Missing"}),
    (
        "Wat vindt u hiervan?",
        {1: "Goed", 2: "Slecht", 3: "Geen van beide"},
        {9: "Geen oordeel", 0: "Niet gevraagd"},
    ),
)
"""Questions with their answers and what is none of these; some answers look like none."""
TOPS = (
    ("Hoeveel uur per dag zit u?", 0, 16, {16: "16 of meer"}),
    ("Number of children", 0, 9, {0: "None", 9: "Nine or more"}),
    ("Aantal kamers", 1, 12, {12: "12 kamers of meer"}),
    ("Glazen op een dag", 0, 20, {0: "Geen", 20: "20 of meer"}),
    ("Age at first job", 10, 88, {88: "88 or older"}),
    ("Days ill last year", 0, 99, {99: "99 days or more"}),
)
BODIES = (
    "Wat is uw gewicht in kilo?",
    "Body weight (kg)",
    "Hoeveel weegt u?",
    "Gewicht in kg",
    "Votre poids en kg",
    "Ihr Gewicht in kg",
)
WEIGHTS = (
    "weegfactor",
    "gewicht",
    "wgt",
    "WEIGHT",
    "finalweight",
    "pond",
    "PWGTP",
    "w_pers",
    "Standaardisatiefactor",
    "wt2024",
)
NAMES = (
    "peiling_{y}",
    "peiling_{y}",
    "GM {y} def",
    "{y}",
    "survey-{y}_v2",
    "wave_{y}_export_20250105",
    "data{y}final",
    "peiling {y} (1)",
)
