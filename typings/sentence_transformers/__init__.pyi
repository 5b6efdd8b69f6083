from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

class SentenceTransformer:
    def __init__(self, model_name_or_path: str, *, device: str) -> None: ...
    def encode(self, sentences: list[str], *, normalize_embeddings: bool, prompt: str) -> NDArray[np.float32]: ...

class _Encoding:
    def __getitem__(self, name: str) -> Sequence[tuple[int, int]]: ...

class _Tokenizer:
    def __call__(self, text: str, *, add_special_tokens: bool, return_offsets_mapping: bool) -> _Encoding: ...
    def num_special_tokens_to_add(self, *, pair: bool) -> int: ...

class _Config:
    id2label: Mapping[int, str]

class CrossEncoder:
    config: _Config
    tokenizer: _Tokenizer
    max_seq_length: int
    def __init__(self, model_name_or_path: str, *, device: str) -> None: ...
    def predict(
        self, inputs: list[tuple[str, str]], *, apply_softmax: bool, show_progress_bar: bool
    ) -> NDArray[np.float32]: ...
