"""The judge that asks an entailment model, with a real one too small to know anything."""

from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.build import open_judge
from tillit.assistant.judge.entailment import EntailmentJudge, load_entailment_judge, windows
from tillit.assistant.settings import Settings
from tillit.assistant.verify import NoVerdict
from tillit.corpus.errors import TillitError

LIMIT = 40
"""The tokens that the small model reads; three of them are its own marks."""

CLAIM = "piloten varte i to måneder"
VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "piloten", "varte", "ikke", "i", "to", "tre", "måneder", "år")


def make_model(folder: Path, labels: tuple[str, ...]) -> str:
    """A real classifier of three labels with random weights, the same for the same seed, and its tokenizer."""
    # Imported by name: they come with the extra, and the type checker runs without it.
    torch, transformers, tokenizers = map(import_module, ("torch", "transformers", "tokenizers"))
    numbers = {word: number for number, word in enumerate(VOCABULARY)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(numbers, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(4)
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=LIMIT,
        initializer_range=1.0,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=LIMIT, **marks)
    fast.save_pretrained(folder)
    return str(folder)


def judge_with(folder: Path, *labels: str) -> EntailmentJudge:
    return load_entailment_judge(make_model(folder, labels))


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> EntailmentJudge:
    return judge_with(tmp_path_factory.mktemp("model"), "contradiction", "neutral", "entailment")


@pytest.mark.torch
def test_the_labels_may_come_in_any_order_and_case(tmp_path: Path) -> None:
    quotes = ("piloten varte i tre år",)
    orders = (("Entailment", "NEUTRAL", "contradiction"), ("NEUTRAL", "Entailment", "contradiction"))
    first, second = (judge_with(tmp_path / str(at), *labels).verdict(CLAIM, quotes) for at, labels in enumerate(orders))
    # The weights are the same, so the first column is entailment for the one and neutral for the other.
    assert first.support != pytest.approx(second.support)
    same = judge_with(tmp_path / "same", "ENTAILMENT", "neutral", "CONTRADICTION").verdict(CLAIM, quotes)
    assert same == first


@pytest.mark.torch
def test_a_verdict_names_the_label_that_wins(tmp_path: Path) -> None:
    quotes = ("piloten varte i tre år",)
    found = {
        judge_with(tmp_path / str(at), *labels).verdict(CLAIM, quotes).findings
        for at, labels in enumerate(
            [
                ("entailment", "neutral", "contradiction"),
                ("contradiction", "entailment", "neutral"),
                ("neutral", "contradiction", "entailment"),
            ]
        )
    }
    assert found == {(), ("neutral",), ("contradiction",)}


@pytest.mark.torch
def test_long_quotes_are_read_in_windows_of_which_the_best_counts(judge: EntailmentJudge) -> None:
    words = [VOCABULARY[4 + at * at // 7 % 8] for at in range(100)]
    room = LIMIT - 3 - len(CLAIM.split())
    alone = [judge.verdict(CLAIM, [" ".join(words[start:end])]).support for start, end in windows(100, room)]
    assert len(alone) > 3
    assert max(alone) - min(alone) > 1e-4
    # Read one by one or as one batch: the same.
    assert judge.verdict(CLAIM, [" ".join(words)]).support == pytest.approx(max(alone), abs=1e-6)


@pytest.mark.torch
def test_quotes_are_taken_together(judge: EntailmentJudge) -> None:
    apart = judge.verdict(CLAIM, ["piloten varte", " ", "i tre år "])
    assert apart.support == pytest.approx(judge.verdict(CLAIM, ["piloten varte\ni tre år"]).support)


@pytest.mark.torch
def test_a_claim_that_leaves_no_room_for_quotes_gets_no_verdict(judge: EntailmentJudge) -> None:
    with pytest.raises(NoVerdict, match="too long"):
        judge.verdict("piloten " * 30, ["piloten varte i tre år " * 5])


@pytest.mark.torch
@pytest.mark.parametrize(("claim", "quotes"), [("", [CLAIM]), (CLAIM, []), (CLAIM, ["  "])])
def test_nothing_follows_from_nothing(judge: EntailmentJudge, claim: str, quotes: list[str]) -> None:
    assert not judge.verdict(claim, quotes).supported


@pytest.mark.torch
def test_a_model_that_does_not_tell_entailment_says_so(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="label_0, label_1, not_entailment, but not whether"):
        judge_with(tmp_path, "LABEL_0", "LABEL_1", "not_entailment")


@pytest.mark.torch
def test_a_model_that_is_nowhere_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="could not be loaded"):
        load_entailment_judge(str(tmp_path / "none"))


def test_without_a_model_it_is_told_what_to_give() -> None:
    with pytest.raises(TillitError, match="has no model"):
        open_judge("nli", Settings())


@given(st.integers(1, 300), st.integers(1, 100))
def test_windows_cover_everything_and_share_half_with_the_next(length: int, size: int) -> None:
    found = windows(length, size)
    assert (found[0][0], found[-1][1]) == (0, length)
    assert all(end - start == min(size, length) for start, end in found)
    for (start, end), (following, _) in pairwise(found):
        assert start < following
        assert end - following >= size // 2
