import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.settings import Settings
from tillit.assistant.types import Answer, Citation, Question, Refusal, Sentence
from tillit.corpus.errors import TillitError
from tillit.corpus.types import Corpus, Document, Page, Passage, Skipped, Source
from tillit.index.types import BuildReport, Hit, Progress
from tillit.ui.batch import MAX_LINE, read_batch
from tillit.ui.cli import app
from tillit.ui.product import Product
from tillit.ui.progress import progress_on, time_left
from typer.testing import CliRunner, Result

TEXT = "Lag består av seks til tolv personer. Laget møtes hver uke."
DOCUMENT = Document(
    source=Source(id="lag", title="Om lagene", publisher="Byen", year=2019, authority="official"),
    file="lag.txt",
    sha256="0",
    text=TEXT,
    pages=(Page(1, 0, len(TEXT)),),
    blocks=(),
    runs=(),
    raw_pages={1: TEXT},
)
QUOTE = TEXT[:37]
CITATION = Citation(
    number=1,
    document_id="lag",
    title="Om lagene",
    publisher="Byen",
    year=2019,
    authority="official",
    voice="restated",
    based_on="Byens notat",
    page=7,
    headings=("Lagene",),
    start=0,
    end=37,
    quote=QUOTE,
    url="/kilde/lag?start=0&end=37#sitat",
)
SKIPPED = Skipped("gammel.doc", "unknown_type", "Lagre filen som DOCX.")


class FakeAssistant:
    """Quotes one sentence for every question, but refuses "?" and breaks on "!"."""

    def ask(self, question: Question) -> Answer:
        if question.text == "!":
            raise TillitError("The index has gone. Run 'tillit index'.")
        if question.text == "?":
            return Answer(
                question.text,
                "nb",
                question.engine or "extractive",
                refusal=Refusal("unclear", "Mener du:", ("Hva er et lag?",)),
            )
        return Answer(
            question.text,
            "nb",
            question.engine or "extractive",
            sentences=(Sentence(QUOTE, (1,), lead_in=f"Etter {len(question.history)}:"),),
            citations=(CITATION,),
            notices=("may_be_outdated",),
            timings_ms={"total": 1.0},
        )

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        passage = Passage("lag-1", "lag", 0, 37, QUOTE, 7, ("Lagene",), ())
        return tuple(Hit(rank, 1 / rank, passage, "Om lagene", 0.8, 0.8, 3.0) for rank in range(1, k + 1))


@dataclass
class FakeProduct:
    """Remembers what it was asked to do."""

    indexed: bool = True
    skipped: tuple[Skipped, ...] = ()
    built: list[Settings] = field(default_factory=list[Settings])
    opened: list[Settings] = field(default_factory=list[Settings])
    served: list[Settings] = field(default_factory=list[Settings])
    loaded: list[Path] = field(default_factory=list[Path])

    def build(self, settings: Settings, report: Callable[[Progress], None]) -> BuildReport:
        self.built.append(settings)
        report(Progress("embed", 5, 10, 65.0))
        return BuildReport("abc", changed=True, documents=1, passages=2, embedded=3, skipped=self.skipped)

    def open_assistant(self, settings: Settings) -> FakeAssistant:
        self.opened.append(settings)
        return FakeAssistant()

    def load(self, folders: Sequence[Path]) -> Corpus:
        self.loaded.extend(folders)
        return Corpus((DOCUMENT,), self.skipped)

    def parts(self) -> Product:
        return Product(lambda _: self.indexed, self.build, self.open_assistant, self.load, self.served.append)


def tillit(
    *arguments: str, product: FakeProduct | None = None, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin, env=env, obj=(product or FakeProduct()).parts())


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_ask_shows_the_answer_and_each_quote_with_its_origin() -> None:
    result = tillit("ask", "Hva er et lag?")
    assert result.exit_code == 0
    for part in ("Etter 0:", QUOTE + " [1]", "[1] Om lagene (Byen, 2019), side 7: Lagene", f"«{QUOTE}»"):
        assert part in result.stdout
    assert "Gjengitt av Tillit etter Byens notat" in result.stdout
    assert "2019. Det kan ha endret seg" in result.stdout


def test_ask_shows_a_refusal_with_what_can_be_asked_instead() -> None:
    result = tillit("ask", "?")
    assert result.exit_code == 0
    assert result.stdout == "Mener du:\n  - Hva er et lag?\n"


def test_ask_as_json_is_the_contract_on_one_line() -> None:
    (answer,) = lines(tillit("ask", "--json", "Hva er et lag?"))
    assert list(answer) == [
        *("id", "question", "language", "answer", "refused", "refusal", "sentences", "unanswered"),
        *("citations", "notices", "engine", "timings_ms"),
    ]
    assert answer["answer"] == f"Etter 0: {QUOTE} [1]"
    assert answer["id"] is None


def test_search_shows_as_many_passages_as_asked_for() -> None:
    (found,) = lines(tillit("search", "--json", "-k", "3", "lag"))
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]  # pyright: ignore
    assert tillit("search", "-k", "2", "lag").stdout.count(QUOTE) == 2


def test_a_batch_answers_in_order_and_keeps_each_id() -> None:
    asked = [
        {"id": "a", "question": "Hva er et lag?"},
        {"id": 7, "question": "Og hvor ofte?", "history": [{"role": "user", "content": "Hva er et lag?"}]},
        {"question": "?"},
    ]
    result = tillit("ask", "--batch", "-", stdin="\n\n".join(map(json.dumps, asked)).encode())
    answers = lines(result)
    assert result.exit_code == 0
    assert [answer["id"] for answer in answers] == ["a", 7, None]
    assert [answer["answer"] for answer in answers] == [f"Etter 0: {QUOTE} [1]", f"Etter 1: {QUOTE} [1]", ""]


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"question": "a\\ud800b"}',
        b'{"id": NaN, "question": "lag"}',
        b"[" * 100_000,
        b'{"question": "%s"}' % (b"a" * 3_000_000),
    ],
    ids=["broken", "not UTF-8", "no object", "half a surrogate", "not a number", "deep", "huge"],
)
def test_a_line_that_cannot_be_read_is_reported_and_the_rest_answered(line: bytes) -> None:
    result = tillit("ask", "--batch", "-", stdin=line + b'\n{"id": "next", "question": "lag"}\n')
    failed, answered = lines(result)
    assert result.exit_code == 1
    assert list(failed) == ["id", "error"]
    assert failed["id"] is None
    assert answered["id"] == "next"
    assert answered["answer"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"question": ""}, "empty"),
        ({"question": "a" * 1001}, "too long"),
        ({"question": 3}, "plain text"),
        ({"question": "a\x00b"}, "cannot be read"),
        ({"question": "lag", "engine": "magic"}, "extractive"),
        ({"question": "lag", "history": "none"}, "history"),
        ({}, "missing"),
        ({"question": "!"}, "tillit index"),
    ],
)
def test_a_line_that_cannot_be_answered_says_why_under_its_id(values: dict[str, object], told: str) -> None:
    result = tillit(
        "search" if told == "history" else "ask", "--batch", "-", stdin=json.dumps({"id": "x", **values}).encode()
    )
    (line,) = lines(result)
    assert result.exit_code == 1
    assert line["id"] == "x"
    assert told in str(line["error"])


def test_a_batch_is_read_no_further_than_it_is_answered() -> None:
    line = b'{"question": "lag"}\n'
    stream = io.BytesIO(line * 2)
    next(read_batch(stream, "extractive"))
    assert stream.tell() == len(line)


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_whatever_the_lines_hold_each_gives_a_question_or_a_problem(raw: list[bytes]) -> None:
    entries = list(read_batch(io.BytesIO(b"\n".join(raw)), "extractive"))
    assert len(entries) == sum(bool(line.strip()) for part in raw for line in part.split(b"\n"))
    assert all((entry.question is None) == bool(entry.problem) for entry in entries)


@pytest.mark.parametrize("length", [MAX_LINE - 1, MAX_LINE, MAX_LINE + 1, 2 * MAX_LINE])
def test_a_line_of_any_length_ends_where_it_ends(length: int) -> None:
    stream = io.BytesIO(b"x" * length + b'\n{"question": "lag"}')
    assert [entry.problem for entry in read_batch(stream, "extractive")] == ["api.json_invalid", ""]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ""),
        ("ask", "   "),
        ("ask", "a" * 1001),
        ("ask", "a\x1bb"),
        ("ask", "a\udcffb"),
        ("ask",),
        ("ask", "lag", "--batch", "-"),
        ("ask", "--batch", "no-such-file"),
        ("ask", "--engine", "magic", "lag"),
        ("search", "-k", "0", "lag"),
        ("serve", "--port", "99999"),
        ("index", "--no-such-option"),
        ("no-such-command",),
    ],
)
def test_wrong_use_is_told_in_a_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    product = FakeProduct()
    result = tillit(*arguments, product=product)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr
    assert not product.opened


def test_a_wrong_setting_in_the_environment_is_named() -> None:
    result = tillit("serve", env={"TILLIT_PORT": "many"})
    assert result.exit_code == 2
    assert "port cannot be 'many'" in result.stderr


def test_an_error_of_the_product_is_one_line_without_a_traceback() -> None:
    for arguments in (("ask", "!"), ("ask", "--json", "!")):
        result = tillit(*arguments)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr == "Error: The index has gone. Run 'tillit index'.\n"


def test_index_reports_what_it_built() -> None:
    result = tillit("index")
    assert result.exit_code == 0
    assert result.stdout == "Index abc built, 3 texts embedded: 1 documents, 2 passages.\n"
    assert result.stderr == "Embedding the texts: 5 of 10, about 1 min 5 s left\n"


def test_index_tells_what_was_skipped_by_name_and_exit_code() -> None:
    result = tillit("index", "--json", product=FakeProduct(skipped=(SKIPPED,)))
    (report,) = lines(result)
    assert result.exit_code == 1
    assert report["generation"] == "abc"
    assert report["skipped"] == [{"file": "gammel.doc", "reason": "unknown_type", "message": "Lagre filen som DOCX."}]
    assert "Skipped gammel.doc: Lagre filen som DOCX." in result.stderr


def test_sources_lists_documents_with_their_text_on_request() -> None:
    (source,) = lines(tillit("sources", "--json"))
    assert list(source) == [
        *("id", "title", "publisher", "year", "kind", "authority", "voice", "based_on", "url", "file", "pages")
    ]
    assert source["pages"] == 1
    (source,) = lines(tillit("sources", "--json", "--text"))
    assert source["text"] == TEXT
    result = tillit("sources", product=FakeProduct(skipped=(SKIPPED,)))
    assert result.exit_code == 0
    assert "lag: Om lagene" in result.stdout
    assert "Skipped gammel.doc" in result.stderr


@pytest.mark.parametrize("arguments", [("ask", "lag"), ("search", "lag"), ("serve",)])
def test_a_missing_index_is_built_first(arguments: tuple[str, ...], tmp_path: Path) -> None:
    product = FakeProduct(indexed=False)
    result = tillit(*arguments, product=product, env={"TILLIT_INDEX": str(tmp_path)})
    assert result.exit_code == 0
    assert len(product.built) == 1
    assert "Embedding the texts" in result.stderr
    product = FakeProduct(indexed=True)
    tillit(*arguments, product=product)
    assert not product.built


def test_serve_refreshes_the_index_of_a_corpus_that_is_named_and_no_other() -> None:
    product = FakeProduct()
    tillit("serve", product=product)
    assert not product.built
    tillit("serve", "--corpus", "/ours", product=product)
    assert [settings.corpus for settings in product.built] == [("/ours",)]
    assert len(product.served) == 2


def test_serve_goes_on_with_the_index_that_is_there_when_a_refresh_fails() -> None:
    class Full(FakeProduct):
        def build(self, settings: Settings, report: Callable[[Progress], None]) -> BuildReport:
            raise TillitError("The disk is full.")

    product = Full()
    result = tillit("serve", "--corpus", "/ours", product=product)
    assert result.exit_code == 0
    assert "The disk is full." in result.stderr
    assert product.served
    product = Full(indexed=False)
    assert tillit("serve", "--corpus", "/ours", product=product).exit_code == 1
    assert not product.served


def test_options_win_over_the_environment() -> None:
    product = FakeProduct()
    env = {"TILLIT_INDEX": "/env", "TILLIT_CORPUS": "/a:/b", "TILLIT_PORT": "1", "TILLIT_HOST": "::1"}
    tillit(
        "serve", "--port", "0", "--index", "/given", "--corpus", "shipped", "--corpus", "/c", product=product, env=env
    )
    (settings,) = product.served
    assert (settings.port, settings.host, settings.index) == (0, "::1", Path("/given"))
    assert settings.corpus == ("shipped", "/c")
    tillit("sources", product=product, env=env)
    assert product.loaded == [Path("/a"), Path("/b")]


def test_eval_passes_its_options_on() -> None:
    result = tillit("eval", "--help")
    assert result.exit_code == 0
    assert "Usage: tillit eval" in result.stdout


def test_progress_on_a_terminal_is_a_bar_with_what_is_done_and_the_time_left() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with progress_on(stream) as report:
        report(Progress("embed", 5, 10, 65.0))
    for part in ("Embedding the texts", "5/10", "about 1 min 5 s left"):
        assert part in stream.getvalue()


def test_progress_elsewhere_is_one_line_a_stage_and_its_end() -> None:
    stream = io.StringIO()
    with progress_on(stream) as report:
        for done in range(11):
            report(Progress("embed", done, 10, None))
    assert stream.getvalue() == "Embedding the texts: 0 of 10\nEmbedding the texts: 10 of 10\n"


def test_the_time_left_is_said_only_when_it_is_known() -> None:
    assert [time_left(seconds) for seconds in (None, 0.2, 9.6, 59.7, 125)] == [
        *("", "", "about 10 s left", "about 1 min 0 s left", "about 2 min 5 s left")
    ]


ENDLESS = """
import signal
import sys
from tillit.ui.cli import app
from tillit.ui.product import Product

class Assistant:
    def search(self, question, k):
        return ()

signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background have it ignored
app(["search", "--batch", "-"], obj=Product(lambda s: True, None, lambda s: Assistant(), None, None))
"""


def endless() -> subprocess.Popen[bytes]:
    """A real process that has answered the first of many questions."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", ENDLESS], stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b'{"question": "lag"}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["hits"] == []
    return process


def test_an_interrupt_ends_quietly_with_130() -> None:
    with endless() as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr
        assert process.stderr.read() == b""


def test_a_reader_that_leaves_is_no_error_to_talk_about() -> None:
    with endless() as process:
        assert process.stdout
        process.stdout.close()
        _, stderr = process.communicate(b'{"question": "lag"}\n' * 3)
        assert stderr == b""


def test_help_comes_at_once_and_loads_nothing_heavy() -> None:
    script = "import sys; from tillit.ui.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    start = time.monotonic()
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert time.monotonic() - start < 5
    assert "Usage: " in result.stdout
    assert not {"chromadb", "llama_index", "gradio", "fastapi", "pydantic", "numpy"} & set(result.stdout.split())
