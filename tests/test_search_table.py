"""Forty questions that a reader of the Monitor may type, and the first thing that the search must open for
each."""

from __future__ import annotations

import pytest

from monitor.ask import ask
from monitor.figure.choose import resolve
from monitor.store import Store
from monitor.ui.addresses import address_of
from monitor.view import parse_view

QUESTIONS = [
    # plain, by synonym, and with typing errors
    ("videobellen", "nl", "/zorgverleners?i=gebruik_videobellen"),
    ("beeldbellen", "nl", "/zorgverleners?i=gebruik_videobellen"),
    ("vidiobelen", "nl", "/zorgverleners?i=gebruik_videobellen"),
    ("video calling", "en", "/zorgverleners?i=gebruik_videobellen"),
    ("e-consult", "nl", "/zorgverleners?i=gebruik_econsult"),
    ("patientenportaal", "nl", "/zorgverleners?i=aanbod_patientportaal"),
    ("pgo", "nl", "/zorggebruikers?i=gebruik_pgo"),
    ("personal health environment", "en", "/zorggebruikers?i=gebruik_pgo"),
    ("thuismeten", "nl", "/zorgverleners?i=inzet_telemonitoring"),
    ("zorgrobot", "nl", "/zorgverleners?i=inzet_zorgrobots"),
    ("medication support", "en", "/zorgverleners?i=inzet_medicatieondersteuning"),
    ("persoonsalarm", "nl", "/zorgverleners?i=inzet_toezicht"),
    ("kunstmatige intelligentie", "nl", "/zorgverleners?i=gebruik_ai"),
    ("chatgpt", "nl", "/zorgverleners?i=gebruik_ai"),
    ("spraakgestuurd rapporteren", "nl", "/zorgverleners?i=doelen_ai"),
    ("smartwatch", "nl", "/zorggebruikers?i=wearables"),
    ("bloeddruk meten", "nl", "/zorggebruikers?i=zelf_meten"),
    ("leefstijl app", "nl", "/zorggebruikers?i=bijhouden_leefstijl"),
    ("depressie behandeling", "nl", "/zorggebruikers?i=digitale_behandelingen"),
    ("privecy", "nl", "/zorggebruikers?i=zorgen_privacy"),
    ("te weinig persoonlijk contact", "nl", "/zorggebruikers?i=te_weinig_contact"),
    ("redenen om niet te gebruiken", "nl", "/zorggebruikers?i=reden_niet_gebruik"),
    ("gegevensuitwisseling", "nl", "/zorgverleners?i=elektronische_gegevensuitwisseling"),
    ("werkdruk", "nl", "/zorgverleners?i=werkdruk"),
    ("job satisfaction", "en", "/zorgverleners?i=werkplezier"),
    ("kosten", "nl", "/zorgverleners?i=organiseerbaarheid"),
    ("zelfmanagement", "nl", "/zorgverleners?i=zelfmanagement"),
    ("preventie", "nl", "/zorggebruikers?i=mening_preventie"),
    ("referral", "en", "/zorgverleners?i=doorverwijzen_verleend"),
    ("ggz gewenst", "nl", "/zorggebruikers?i=ggz_gewenst"),
    # with groups, breakdowns and years
    ("beeldbellen huisartsen", "nl", "/zorgverleners?i=gebruik_videobellen&g=huisartsen"),
    ("AI artsen 2024", "nl", "/zorgverleners?i=gebruik_ai&g=artsen&w=2024"),
    ("workload nurses", "en", "/zorgverleners?i=werkdruk&g=verpleegkundigen"),
    ("patiëntportaal opleiding", "nl", "/zorggebruikers?i=gebruik_patientportaal&by=opleidingstype"),
    ("patient portal elderly", "en", "/zorggebruikers?i=gebruik_patientportaal&by=leeftijd"),
    ("ouderen", "nl", "/zorggebruikers?by=leeftijd"),
    ("sector ouderenzorg", "nl", "/zorgverleners?g=verpleegkundigen&by=sector"),
    # named views, recommendations and pages
    ("digitale kloof", "nl", "/zorggebruikers?i=gebruik_totaal&g=zorggebruikers&by=opleidingstype&f=trend"),
    ("weging", "nl", "/methode"),
    ("recommendations", "en", "/aanbevelingen"),
]


def test_there_are_forty_questions() -> None:
    assert len({question for question, _, _ in QUESTIONS}) == len(QUESTIONS) == 40


@pytest.mark.parametrize(("question", "language", "expected"), QUESTIONS)
def test_the_first_answer_opens_the_right_page_and_view(
    monitor_store: Store, question: str, language: str, expected: str
) -> None:
    found = ask(question, monitor_store, language).replies
    assert found, question
    path, _, query = address_of(found[0]).partition("?")
    page, _, wanted = expected.partition("?")
    assert (path, parse_view(query, language)) == (page, parse_view(wanted, language))
    if query and wanted:
        groups = next(
            item.groups for item in monitor_store.codebook.subject_pages() if f"/{item.path}" == path
        )
        assert resolve(parse_view(query, language), monitor_store, groups).lost == ()
