"""What the many written questions tell of refusal."""

from tillit.assistant.types import Answer, Question, Refusal
from tillit.evals.bench.near_misses import ANSWERED, measure


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
    asked = [("near", "Hvem da?"), ("near", "Hvem var det egentlig?"), (ANSWERED, "Hvem leder piloten i Fana?")]
    assert list(measure(Short(), asked)) == [
        "near: 2 asked, 0.500 refused",
        "answered: 1 asked, 0.000 refused",
        "AUROC 1.000",
    ]
