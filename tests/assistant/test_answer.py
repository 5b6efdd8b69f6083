"""What an asker gets, from question to proven answer or refusal."""

import pytest
from tillit.assistant.answer import Assistant
from tillit.assistant.types import Answer, Question, Turn


def ask(assistant: Assistant, text: str, *history: str) -> Answer:
    return assistant.ask(Question(text, tuple(Turn("user", earlier) for earlier in history)))


def shown(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def test_every_quote_stands_in_its_document_and_every_sentence_in_its_quotes(assistant: Assistant) -> None:
    for text in ("Hva kostet piloten?", "Hvilke mål har piloten?", "Hva sier leder om tillit og penger?"):
        answer = ask(assistant, text)
        quotes = {citation.number: citation.quote for citation in answer.citations}
        assert quotes
        for citation in answer.citations:
            assert assistant.documents[citation.document_id].text[citation.start : citation.end] == citation.quote
        assert all(any(s.text in quotes[n] for n in s.citations) for s in answer.sentences)


def test_a_question_for_a_list_gets_the_whole_list_with_its_lead_in(assistant: Assistant) -> None:
    answer = ask(assistant, "Hvilke mål har piloten?")
    assert shown(answer) == [
        "Piloten har tre mål for omsorgsteam (OT):",
        "mer tillit til den ansatte",
        "færre besøk hos hver bruker",
        "bedre møter mellom leder og sykepleier",
    ]
    assert len(answer.citations) == 1


def test_a_sentence_that_leans_on_the_one_before_brings_it_along(assistant: Assistant) -> None:
    answer = ask(assistant, "Gir tavlemøter bedre samarbeid rundt hver bruker?")
    leaning = shown(answer).index("Dette gir bedre samarbeid rundt hver bruker.")
    assert shown(answer)[leaning - 1] == "Sykepleierne møtes på tavlemøter hver mandag."


def test_research_is_never_shown_without_naming_its_source(assistant: Assistant) -> None:
    answer = ask(assistant, "Hva kostet piloten?")
    assert answer.sentences[0].lead_in == "Ifølge Rapport om piloten (2020):"


def test_a_follow_up_is_answered_in_the_light_of_the_question_before(assistant: Assistant) -> None:
    answer = ask(assistant, "og hva kostet det?", "Hva er piloten?")
    assert "Piloten kostet 12 millioner kroner." in shown(answer)


def test_a_question_that_only_points_back_without_history_is_asked_to_be_written_out(assistant: Assistant) -> None:
    answer = ask(assistant, "Kan du utdype det siste?")
    assert answer.refusal
    assert answer.refusal.reason == "unclear"


def test_a_clinical_question_gets_no_passage_from_answer_or_search(assistant: Assistant) -> None:
    question = Question("Kan jeg gi brukeren insulin?")
    answer = assistant.ask(question)
    assert answer.refusal
    assert answer.refusal.reason == "unsafe"
    assert "113" in answer.refusal.message
    assert (answer.sentences, answer.citations, answer.refusal.suggestions) == ((), (), ())
    assert assistant.search(question) == ()


def test_personal_data_is_in_nothing_that_comes_back(assistant: Assistant) -> None:
    answer = ask(assistant, "Hva kostet piloten? Ring meg på 912 34 567.")
    assert "912" not in answer.question + answer.text
    assert "personal_data_masked" in answer.notices


def test_a_question_about_something_else_is_refused_with_questions_that_have_an_answer(assistant: Assistant) -> None:
    answer = ask(assistant, "Hvor høyt er Eiffeltårnet?")
    assert answer.refusal
    assert answer.text == ""


def test_what_the_assistant_thinks_itself_is_refused(assistant: Assistant) -> None:
    answer = ask(assistant, "Synes du at tillit er bra?")
    assert answer.refusal
    assert answer.refusal.reason == "not_in_sources"


def test_the_part_without_an_answer_is_named(assistant: Assistant) -> None:
    answer = ask(assistant, "Hva kostet piloten, og hvem vant slaget ved Waterloo?")
    assert answer.unanswered == ("hvem vant slaget ved Waterloo?",)
    assert "partial" in answer.notices


def test_a_question_none_of_whose_sentences_is_met_in_its_own_words_is_answered_where_the_evidence_is_surest(
    assistant: Assistant,
) -> None:
    answer = ask(
        assistant,
        "Ville pratmakeren, grinebiteren og skravlebøtta betale piloten? "
        "Ville luringen, tøysekoppen og vimsen hoppe buldrende?",
    )
    assert any("Piloten" in sentence for sentence in shown(answer))
    assert answer.unanswered == ("Ville luringen, tøysekoppen og vimsen hoppe buldrende?",)


def test_two_parts_with_the_same_answer_show_it_once(assistant: Assistant) -> None:
    sentences = shown(ask(assistant, "Hva kostet piloten, og hvor mye penger kostet piloten?"))
    assert "Piloten kostet 12 millioner kroner." in sentences
    assert len(sentences) == len(set(sentences))


def test_a_question_about_now_is_told_how_old_the_newest_source_is(assistant: Assistant) -> None:
    answer = ask(assistant, "Skal hver leder vise tillit nå?")
    assert "may_be_outdated" in answer.notices
    assert "2022" in answer.sentences[0].lead_in


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        ("Kor høgt er Eiffeltårnet, og kven bygde det?", "nn", "Dette handlar ikkje"),
        ("What is the height of the Eiffel tower?", "en", "This is not about"),
        ("Jak wysoka jest wieża Eiffla i kto ją zbudował?", "pl", "To nie dotyczy"),
    ],
)
def test_a_refusal_speaks_the_language_of_the_question(
    assistant: Assistant, text: str, language: str, says: str
) -> None:
    answer = assistant.ask(Question(text))
    assert answer.language == language
    assert answer.refusal
    assert answer.refusal.message.startswith(says)


def test_an_engine_that_is_not_there_costs_a_notice_and_not_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask(Question("Hva kostet piloten?", engine="llm"))
    assert "llm_unavailable" in answer.notices
    assert answer.sentences
    assert answer.engine == "extractive"


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    first, second = (ask(assistant, "Hva kostet piloten?") for _ in range(2))
    assert (first.sentences, first.citations) == (second.sentences, second.citations)
