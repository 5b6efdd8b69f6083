"""What stands beside a quote: whose words it restates, and what it is worth."""

from tillit.assistant.compose import Composition
from tillit.assistant.texts import load_texts
from tillit.assistant.types import Citation, Sentence
from tillit.assistant.write.draft import Draft
from tillit.corpus.split import split
from tillit.corpus.types import Document, Source

from ..corpus import making

REPORT = making.document(
    [
        ("heading", 1, "Rapporten"),
        ("heading", 2, "Funn"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten 2020, kap. 2."),
        ("paragraph", 0, "Piloten ga færre besøk."),
    ],
    Source("rapport", "Rapporten", "Instituttet", 2020, None, "research", "restated", "Rapporten 2020"),
)
GLOSSARY = making.document(
    [
        ("heading", 1, "Ordliste"),
        ("heading", 2, "Pilot"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten 2020, kap. 1."),
        ("paragraph", 0, "En pilot er en utprøving."),
    ],
    Source("ordliste", "Ordliste", "Tillit", voice="restated", based_on="rapporten og notatet"),
)
DOCUMENTS = {document.source.id: document for document in (REPORT, GLOSSARY)}


def draft_of(document: Document) -> Draft:
    (passage,) = split(document)
    return Draft(document.source.id, passage.units)


def composed(*drafts: Draft) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    composition, sentences = Composition(DOCUMENTS, load_texts()["nb"], attribute=False), list[Sentence]()
    for draft in drafts:
        composition, more = composition.quoted(draft)
        sentences += more
    return tuple(sentences), composition.citations


def test_a_citation_names_the_chapter_that_its_quote_restates() -> None:
    _, (citation,) = composed(draft_of(REPORT))

    assert citation.based_on == "Rapporten 2020, kap. 2"


def test_a_glossary_s_sentence_is_worth_what_the_work_behind_it_is_worth() -> None:
    (sentence,), (citation,) = composed(draft_of(GLOSSARY))

    assert (citation.title, citation.publisher, citation.year) == ("Ordliste", "Instituttet", 2020)
    assert (citation.authority, citation.based_on) == ("research", "Rapporten 2020, kap. 1")
    assert "Rapporten 2020" in sentence.lead_in
    assert "kap." not in sentence.lead_in


def test_a_work_is_named_once_though_two_documents_restate_it() -> None:
    sentences, _ = composed(draft_of(REPORT), draft_of(GLOSSARY))

    assert [bool(sentence.lead_in) for sentence in sentences] == [True, False]
