"""What a reader of a badly saved text gets to see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.corpus.cleaning.assemble import Content
from tillit.corpus.cleaning.layout import clean
from tillit.corpus.cleaning.markers import outline_key

WRAPPED = (
    "Ansatte i omsorgsteamene har fått mer ansvar enn før, og de skal",
    "selv vurdere om brukeren trenger noe annet. Det er nytt for dem,",
    "og ikke alle er like trygge på oppgaven. Lederne følger dem opp i",
    "starten, og sykepleierne kan kontaktes når det trengs hjelp eller",
    "råd om noe som de ikke har gjort før i arbeidet sitt hos brukerne",
    "på kveldstid og i helgene.",
)
PARAGRAPH = " ".join(WRAPPED)
SECOND = "En ny leder begynte i mars 2020."


def found(content: Content) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, content.text[block.start : block.end]) for block in content.blocks]


def texts(*pages: str) -> list[str]:
    return [text for _, _, text in found(clean(dict(enumerate(pages, 1))))]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_lines_become_paragraphs_with_or_without_a_blank_line_after_each(between: str) -> None:
    assert texts(between.join((*WRAPPED, SECOND))) == [PARAGRAPH, SECOND]


def test_a_blank_line_parts_paragraphs_even_where_the_last_line_is_full() -> None:
    full = (*WRAPPED[:4], "råd om noe som de ikke har gjort før i arbeidet sitt med brukere.")
    assert texts("\n".join((*full, "", *WRAPPED, "", *full))) == [" ".join(full), PARAGRAPH, " ".join(full)]


def test_a_text_with_one_line_a_paragraph_stays_as_it_is() -> None:
    lines = [f"Avsnitt {number} sier noe om reformen i kommunen." for number in "abcdefgh"]
    assert texts("\n\n".join(lines)) == lines


def test_a_paragraph_goes_on_across_a_page_break_and_past_header_footer_and_page_number() -> None:
    pages = [
        f"Årsrapport 2020\n{WRAPPED[n]}\n{WRAPPED[n + 1]}\nSide {n}\nN O R C E  A S  w w w . n o . n o"
        for n in (0, 2, 4)
    ]
    content = clean(dict(enumerate(pages, 1)))
    for furniture in ("Årsrapport", "Side", "NORCE", "N O R C E"):
        assert furniture not in content.text
    assert content.text == PARAGRAPH
    assert [page.number for page in content.pages] == [1, 2, 3]
    assert content.text[content.pages[1].start :].startswith(WRAPPED[2])


def test_page_numbers_and_letter_spaced_footers_amid_a_text_without_pages_are_gone() -> None:
    footer = "\n\n\nN O R C E  F o r s k n i n g  A S \n\n{}\n\n"
    text = "".join("\n\n".join(WRAPPED[n : n + 2]) + footer.format(n + 19) for n in (0, 2, 4))
    content = clean({1: text})
    assert "N O R C E" not in content.text
    assert "NORCE Forskning" not in content.text
    assert content.text == PARAGRAPH
    assert not any(number in content.text for number in ("19", "21", "23"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Vi trenger bedre organise-", "ring av arbeidet."), "Vi trenger bedre organisering av arbeidet."),
        (("Vi har tillits-", "og faglighetsreformen."), "Vi har tillits- og faglighetsreformen."),
        (("Hun er leder for et HT-", "team i Fana."), "Hun er leder for et HT-team i Fana."),
        (
            ("Team-modellen er ny. Denne team-", "modellen er prøvd."),
            "Team-modellen er ny. Denne team-modellen er prøvd.",
        ),
    ],
)
def test_a_word_divided_at_the_end_of_a_line_is_whole_again(lines: tuple[str, str], expected: str) -> None:
    assert texts("\n".join(lines)) == [expected]


def test_a_pair_of_words_broken_at_its_slash_is_whole_again() -> None:
    lines = ("Oslo prøvde ut et tillitsbasert alternativ til bestiller/", "utfører-modellen i fire bydeler.")
    assert texts("\n".join(lines)) == ["".join(lines)]


def test_a_title_that_the_file_lists_stands_alone_however_its_lines_are_set() -> None:
    title = ("Normtider i Bergen: evalueringen i 2016, og hvordan reformen tok bort", "normtidene i hjemmetjenesten")
    outline = {outline_key("".join(title)): 3}
    content = clean({1: "\n".join((*WRAPPED, "", *title, "Dette er teksten under.", "Den er kort."))}, outline)
    assert found(content)[1] == ("heading", 3, " ".join(title))


def test_words_of_a_listed_title_amid_a_sentence_are_no_title() -> None:
    lines = ("Forskerne skriver mer om dette i kapitlet om", "Metode", "og i vedleggene. Der er også guiden.")
    content = clean({1: "\n".join((*WRAPPED, "", *lines))}, {"metode": 1})
    assert all(kind != "heading" for kind, _, _ in found(content))


@pytest.mark.parametrize("opening", ["Kapittel 4.2 viser hva forskerne fant om samarbeid", "Vedlegg 1 er et brev"])
def test_a_sentence_that_opens_with_the_label_of_a_chapter_is_no_heading(opening: str) -> None:
    content = clean({1: "\n".join((*WRAPPED, "", opening, "mellom teamene. Det er mer å lære.", "", *WRAPPED))})
    assert all(kind != "heading" for kind, _, _ in found(content))


@pytest.mark.parametrize("title", ["Vedlegg 1: intervjuguide", "Kapittel 4 Metode", "Vedlegg B"])
def test_the_label_of_a_chapter_opens_a_heading(title: str) -> None:
    content = clean({1: "\n".join((*WRAPPED, "", title, "", *WRAPPED))})
    assert ("heading", title) in [(kind, text) for kind, _, text in found(content)]


def test_bullets_and_numbers_become_items_with_their_depth() -> None:
    text = "Målene er:\n\n- Mer tid\n- Mer tillit:\n o hos ledere\n o hos ansatte\n- Mindre kontroll\n\n1. Først\n2. Så"
    assert found(clean({1: text})) == [
        ("paragraph", 0, "Målene er:"),
        ("item", 1, "Mer tid"),
        ("item", 1, "Mer tillit:"),
        ("item", 2, "hos ledere"),
        ("item", 2, "hos ansatte"),
        ("item", 1, "Mindre kontroll"),
        ("item", 1, "1. Først"),
        ("item", 1, "2. Så"),
    ]


def test_speech_behind_a_dash_is_no_list() -> None:
    speech = "— Vi startet samlingen med å høre hva de andre hadde å si om reformen, forteller lederen."
    assert texts(f"Slik begynte det.\n\n{speech}\n\n{speech.replace('startet', 'avsluttet')}")[1] == speech


def test_numbered_and_stand_alone_titles_become_headings() -> None:
    titles = ("Sammendrag", SECOND, "4. Resultater", "4.1.1. Omsorgsteamene (OT)", SECOND, "Hvem var med?", SECOND)
    text = "\n\n".join(titles)
    assert [(level, title) for kind, level, title in found(clean({1: text})) if kind == "heading"] == [
        (1, "Sammendrag"),
        (1, "4. Resultater"),
        (3, "4.1.1. Omsorgsteamene (OT)"),
        (4, "Hvem var med?"),
    ]


def test_short_lines_without_text_under_them_are_no_headings() -> None:
    short = ("Sikre forankring", "Tillitsbasert lederskap", "Kommunikasjon", "Mvh", "Ola Nordmann")
    text = "\n\n".join(("Reformen", "- gir tillit", *short))
    assert [title for kind, _, title in found(clean({1: text})) if kind == "heading"] == ["Reformen"]


def test_a_repeated_table_of_contents_and_the_feedback_form_of_a_saved_page_are_gone() -> None:
    titles = ["Bakgrunn for arbeidet", "Hva ble gjort", "Hvem var med", "Hva ble resultatet", "Veien videre nå"]
    body = "\n\n".join(f"{title}\n\nDette avsnittet handler om saken, og det er skrevet i dag." for title in titles)
    form = "Fant du det du lette etter?\n\nNei\n\nTilbakemeldingen din er anonym og vil ikke bli besvart."
    tail = ["Oppdatert: 19. januar 2023", "Skriv ut / lag PDF", *titles, form]
    content = clean({1: "\n\n".join([body, *tail])})
    assert [text for kind, _, text in found(content) if kind == "heading"] == titles
    assert content.text.endswith("i dag.")


def test_picture_credits_go_and_a_caption_does_not_cut_a_list_in_two() -> None:
    picture = "Ansatte i arbeid\nNYTT: Her er de ansatte på kurs.\nFoto: Ola Nordmann"
    text = f"Dette ble gjort:\n\n • Kurs\n{picture}\n • Møter\n\nSlutt."
    assert texts(text) == ["Dette ble gjort:", "Kurs", "Møter", "NYTT: Her er de ansatte på kurs.", "Slutt."]


def test_a_note_with_an_address_stands_behind_the_paragraph_and_its_number_is_not_part_of_a_year() -> None:
    note = "1 https://www.ssb.no/artikkel"
    text = f"Det blir verre mot 20351. Derfor må vi\n\n{note}\n\ntenke nytt om arbeidet.\n\nSlik er det."
    assert texts(text)[:2] == [
        "Det blir verre mot 2035. Derfor må vi tenke nytt om arbeidet.",
        "1 https://www.ssb.no/artikkel",
    ]


def test_marks_of_emphasis_soft_hyphens_and_invisible_characters_are_gone() -> None:
    raw = "**Fjerne** unødig by\u00adråkrati,\u00a0et *bud\u200bskap* om a\u030a tenke. \ufb01nt \x07nok."
    assert texts(raw) == ["Fjerne unødig byråkrati, et budskap om å tenke. fint nok."]


LINES = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\f"), max_size=40),
        st.sampled_from(
            [*WRAPPED, "1. En", "2. To", "- punkt", " o under", "12", "", "  ", "Tittel", "HT 6 14", "OT 7 15"]
        ),
    ),
    max_size=25,
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_every_character_leads_back_to_the_raw_page_and_blocks_and_pages_are_sound(pages: list[list[str]]) -> None:
    check(clean({number: "\n".join(lines) for number, lines in enumerate(pages, 1)}))


def check(content: Content) -> None:
    for run in content.runs:
        raw = content.raw_pages[run.page][run.raw_start : run.raw_start + run.length]
        assert content.text[run.start : run.start + run.length] == "".join(" " if c.isspace() else c for c in raw)
    ends = 0
    for block in content.blocks:
        text = content.text[block.start : block.end]
        assert ends <= block.start
        assert text
        assert text == text.strip()
        ends = block.end
    assert [page.number for page in content.pages] == sorted(content.raw_pages)
    assert [page.start for page in content.pages] == [0, *(page.end for page in content.pages[:-1])]
    assert content.pages[-1].end == len(content.text)
    assert all(page.start <= page.end for page in content.pages)
    for run in content.runs:
        assert next(page.number for page in reversed(content.pages) if page.start <= run.start) == run.page


def test_cleaning_what_is_clean_changes_nothing() -> None:
    once = clean({1: "\n".join((*WRAPPED, "", "Målet er:", "", "1. tillit", "2. tid", "", SECOND))})
    assert clean({1: once.text}).text == once.text
