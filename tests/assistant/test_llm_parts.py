"""The parts around a language model: when it is left alone, what it takes in, and whether it is chosen."""

import json
import threading
from collections.abc import Generator, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tillit.assistant.judge.lexicon import read_lexicon
from tillit.assistant.judge.standing import Standing, common_words
from tillit.assistant.llm.breaker import Breaker
from tillit.assistant.llm.build import choose_engine, first_choice
from tillit.assistant.llm.capacity import Capacity, measure
from tillit.assistant.llm.talking import Patience, Prompt, Unavailable
from tillit.assistant.probe import probe
from tillit.assistant.settings import Settings
from tillit.assistant.verify import Proof, Verdict
from tillit.assistant.write.prompt import RULES

QUOTE = (
    "Bergen kommune startet piloten i mars 2019 med 12 lag. Piloten startet ikke i Fana. "
    "Lederne mener at lagene lyktes."
)
RULE = Standing(read_lexicon(), common_words([QUOTE, "kommune piloten lagene lederne ansatte de det"]))


class Server(ThreadingHTTPServer):
    """Answers each address with the JSON given for it."""

    answers: Mapping[str, object]


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        answer = self.server.answers.get(self.path)
        self.send_response(404 if answer is None else 200)
        self.end_headers()
        self.wfile.write(b"<p>" if answer is None else json.dumps(answer).encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("answers", "window"),
    [
        ({"/props": {"default_generation_settings": {"n_ctx": 2048}}, "/v1/models": {"data": [{"id": "m"}]}}, 2048),
        ({"/v1/models": {"data": [{"id": "other", "max_model_len": 1}, {"id": "m", "max_model_len": 8192}]}}, 8192),
        ({"/v1/models": {"data": [{"id": "m", "meta": {"n_ctx": 6144}}]}}, 6144),
        ({"/v1/models": {"data": [{"id": "m"}]}}, 4096),
        ({"/v1/models": {"data": "broken"}}, 4096),
        ({"/v1/models": [1, 2]}, 4096),
        ({}, 4096),
    ],
)
def test_the_window_is_what_the_server_tells_or_else_little(
    server: Server, answers: Mapping[str, object], window: int
) -> None:
    server.answers = answers
    capacity = measure(f"http://127.0.0.1:{server.server_port}/v1", "m", None)
    assert (capacity.window, capacity.told) == (window, window != 4096)


def test_what_the_maintainer_says_of_the_window_counts(server: Server) -> None:
    server.answers = {"/v1/models": {"data": [{"id": "m", "max_model_len": 131072}]}}
    assert measure(f"http://127.0.0.1:{server.server_port}/v1", "m", None, 8000).window == 8000


def test_tokens_are_counted_by_the_server_with_caution_or_else_taken_to_be_short(server: Server) -> None:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    server.answers = {"/tokenize": {"tokens": list(range(100))}}
    listed = measure(url, "m", None).characters
    server.answers = {"/tokenize": {"count": 100, "max_model_len": 1}}
    assert measure(url, "m", None).characters == listed > 2.5
    server.answers = {}
    assert measure(url, "m", None).characters == 2.0
    assert Capacity(characters=2.0).tokens("abcd") == 3


def test_a_server_that_is_not_there_has_a_small_window() -> None:
    assert measure("http://127.0.0.1:9/v1", "m", None) == Capacity()


def test_the_breaker_rests_longer_after_each_failed_trial_and_lets_one_try_at_a_time() -> None:
    now = [0.0]
    breaker = Breaker(failures=2, rest=10, clock=lambda: now[0])
    for _ in range(2):
        assert breaker.admits()
        breaker.failed()
    assert not breaker.admits()
    now[0] = 10
    assert breaker.admits()
    assert not breaker.admits()
    breaker.failed()
    now[0] = 29
    assert not breaker.admits()
    now[0] = 30
    assert breaker.admits()
    breaker.abandoned()
    assert breaker.admits()
    breaker.succeeded()
    assert all(breaker.admits() for _ in range(3))


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("Bergen kommune startet piloten i mars 2019 med tolv lag.", None),
        ("Lederne mener at lagene lyktes.", None),
        ("Piloten starta ikkje i Fana.", None),
        ("Bergen kommune startet piloten i mars 2020.", "fact"),
        ("Bergen kommune startet piloten i april 2019.", "fact"),
        ("Bergen kommune startet piloten med 21 lag.", "fact"),
        ("Oslo kommune startet piloten i mars 2019.", "name"),
        ("Bergen kommune startet piloten i Åsane.", "name"),
        ("Piloten startet ikke i mars 2019 i Bergen kommune.", "negation"),
        ("Lederne mener at lagene aldri lyktes.", "negation"),
        ("Bergen kommune startet halvparten av piloten i mars 2019.", "amount"),
        ("Solen skinner vakkert over fjorden og fjellene.", "words"),
        ("Piloten!", "fragment"),
        ("Piloten er bra.", "fragment"),
        ("Piloten startet i mars 2019, se https://bergen.no.", "markup"),
        ("Piloten startet i [mars 2019](x).", "markup"),
        ("Piloten\u202e startet i mars 2019.", "markup"),
    ],
)
def test_the_hard_rule_names_what_does_not_stand_in_the_quotes(claim: str, rule: str | None) -> None:
    breaches = RULE.breaches(claim, [QUOTE])
    assert rule in breaches if rule else breaches == ()


class Model:
    """Says what it is given for each task, by a word of its question."""

    def __init__(self, answers: Mapping[str, str | Unavailable]) -> None:
        self.answers = answers

    def tell(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        assert prompt.rules == RULES
        assert patience.left() > 0
        said = next(answer for word, answer in self.answers.items() if word in prompt.data)
        if isinstance(said, Unavailable):
            raise said
        yield json.dumps({"sentences": [{"passage": 1, "support": "", "text": said}]}, ensure_ascii=False)


GOOD: Mapping[str, str | Unavailable] = {
    "Hvor mange ansatte": "Hvert lag har åtte ansatte.",
    "Hvilke oppgaver": "Fagkoordinatoren skal fordele besøkene, lære opp nye ansatte og ha kontakt med legen.",
    "ansette nye": "Lagene kan ikke ansette nye folk.",
    "Kor mykje": "Utgiftene auka med 4 prosent det første året.",
    "lønn": "",
}


class Believing:
    """A judge that believes everything: the rule alone decides."""

    def verdict(self, claim: str, quotes: object) -> Verdict:
        del claim, quotes
        return Verdict(1.0)


def test_a_model_that_answers_the_tasks_with_proof_is_chosen() -> None:
    choice = probe(Model(GOOD), RULE, Believing(), 30)
    assert (choice.engine, choice.reason, choice.tasks) == ("llm", "passed", 5)
    assert choice.passed == 5


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"": "Jeg vet ikke."}, "unproven"),
        ({"": "Hvert lag har 9 ansatte."}, "unproven"),
        ({**GOOD, "Hvor mange ansatte": "Åtte.", "lønn": "En fagkoordinator får lite lønn."}, "unproven"),
        ({**GOOD, "Kor mykje": "Utgiftene økte med 4 prosent.", "lønn": "Fagkoordinatoren fordeler."}, "unproven"),
        ({"": Unavailable("unreachable")}, "unavailable"),
        ({"": Unavailable("slow")}, "too_slow"),
    ],
)
def test_any_other_is_not(answers: Mapping[str, str | Unavailable], reason: str) -> None:
    choice = probe(Model(answers), RULE, Believing(), 30)
    assert (choice.engine, choice.reason) == ("extractive", reason)


def test_what_is_set_is_not_put_to_the_test() -> None:
    nobody = Model({"": Unavailable("unreachable")})
    url = "http://127.0.0.1:1/v1"
    for engine in ("llm", "extractive"):
        chosen = choose_engine(Settings(engine=engine, llm_url=url, llm_model="m"), nobody, Proof({}))
        assert (chosen.engine, chosen.reason) == (engine, "set")
    assert first_choice(Settings(engine="auto", llm_url=None)).reason == "no_model"
