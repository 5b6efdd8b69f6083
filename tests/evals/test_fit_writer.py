"""Fitting the writer: from questions with labelled quotables to an order and a chance of answering."""

from tillit.assistant.write.model import FITTED
from tillit.evals.fit_writer import Asked, fit
from tillit.evals.logistic import fit_listwise


def asked(*told: tuple[float, bool]) -> Asked:
    """A question whose quotables differ in how near they are."""
    signals = tuple({**dict.fromkeys(FITTED.weights, 0.0), "similarity": nearness} for nearness, _ in told)
    return Asked("fact", signals, tuple(answers for _, answers in told), 1.0)


def test_what_tells_answers_from_others_in_their_own_list_gets_weight() -> None:
    lists = [[[1.0, 5.0], [0.0, 5.0]], [[3.0, 1.0], [2.0, 1.0]]]
    weights = fit_listwise(lists, [[True, False], [True, False]], [1.0, 1.0], penalty=0.01)
    assert weights[0] > 1
    assert abs(weights[1]) < 1e-6


def test_the_fitted_model_orders_and_judges_as_it_was_told() -> None:
    model = fit([asked((2.0, True), (0.0, False), (0.1, False)), asked((0.2, False), (1.9, True))] * 5)
    near, far = model.chances(asked((2.0, True), (0.0, False)).signals, "fact").tolist()
    assert near > 0.8 > 0.2 > far


def test_a_question_without_an_answer_among_its_quotables_lowers_the_chances() -> None:
    answered = [asked((2.0, True), (0.0, False))] * 5
    vain = [asked((2.0, False), (0.0, False))] * 5
    question = asked((2.0, True), (0.0, False)).signals
    assert max(fit([*answered, *vain]).chances(question, "fact")) < max(fit(answered).chances(question, "fact"))
