"""What the many written questions tell of refusal."""

from tillit.assistant.types import Answer, Question, Refusal
from tillit.evals.bench.near_misses import measure
from tillit.evals.written import Pair, Twins, Unanswered


class Short:
    """Refuses questions of fewer than four words."""

    def ask(self, question: Question) -> Answer:
        sure = self.answerability(question) >= 4
        return Answer(
            question.text, "nb", "extractive", refusal=None if sure else Refusal("not_in_sources", "Nei.", ())
        )

    def answerability(self, question: Question) -> float:
        return float(len(question.text.split()))


def test_each_kind_is_told_with_the_share_refused() -> None:
    near = [Unanswered("near", "Hvem da?"), Unanswered("near", "Hvem var det egentlig?")]
    twins = [twin("Hvem leder piloten i Fana?", "Hvem betaler?"), twin("Hvorfor piloten?", "Hvor dyr er piloten?")]
    assert list(measure(Short(), near, twins)) == [
        "near: 2 asked, 0.500 refused",
        "answered: 2 asked, 0.500 refused",
        "twin: 2 asked, 0.500 refused",
        "twins: AUROC 0.625, 0.500 ordered",
    ]


def twin(answered: str, unanswered: str) -> Twins:
    return Twins(Pair("pilot", "Piloten", answered), unanswered)
