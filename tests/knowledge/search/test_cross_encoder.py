"""The optional cross-encoder: loaded as any downloaded one would be, examined before it is trusted,
never made to worsen the order.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from errors import ModelUnavailable
from knowledge import Library
from knowledge.search.cross_encoder import EXAM, SAY, CrossEncoder, load
from settings import Settings
from tests.tiny import SENTENCES

QUESTIONS = ("을사늑약은 언제 체결되었나", "광합성은 어디에서 일어나나", "초대 통감은 누구인가")


def classifier(folder: Path, labels: int = 1, learnt: bool = False) -> Path:
    """A two-layer BERT that reads two texts and gives ``labels`` scores: of random weights,
    or one that has learnt the exam.
    """
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(5)
    folder.mkdir(parents=True)
    lines = [*SENTENCES, *(text for item in EXAM for text in item)]
    words = BertWordPieceTokenizer(strip_accents=False)
    words.train_from_iterator(lines, vocab_size=1200, min_frequency=1, show_progress=False)
    words.save_model(str(folder))
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"), strip_accents=False)
    shape: dict[str, Any] = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = BertConfig(
        vocab_size=len(tokenizer), intermediate_size=128, max_position_embeddings=128, num_labels=labels, **shape
    )
    model = BertForSequenceClassification(config)
    if learnt:
        learn(model, tokenizer)
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def learn(model: Any, tokenizer: Any) -> None:
    import torch

    pairs = [(item[0], text, float(number == 0)) for item in EXAM for number, text in enumerate(item[1:])]
    batch = tokenizer([p[0] for p in pairs], [p[1] for p in pairs], padding=True, truncation=True, return_tensors="pt")
    wanted = torch.tensor([p[2] for p in pairs])
    steps = torch.optim.AdamW(model.parameters(), lr=2e-3)
    model.train()
    for _ in range(60):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(**batch).logits[:, 0], wanted)
        steps.zero_grad()
        loss.backward()
        steps.step()


@pytest.fixture(scope="module")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return classifier(tmp_path_factory.mktemp("cross") / "random")


@pytest.fixture(scope="module")
def learnt_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return classifier(tmp_path_factory.mktemp("cross") / "learnt", learnt=True)


def order(folder: Path, reranker: str) -> list[list[tuple[int, float]]]:
    library = Library.open(folder, settings=Settings(library=folder, reranker=reranker))
    found = [[(hit.passage.id, hit.score) for hit in library.search(question, 10)] for question in QUESTIONS]
    library.close()
    return found


def test_a_model_of_random_weights_changes_nothing(sample_folder: Path, random_model: Path) -> None:
    loaded = load(Settings(reranker=str(random_model)))
    assert loaded is not None and loaded.trust == 0
    assert order(sample_folder, str(random_model)) == order(sample_folder, "")


def test_a_model_that_passes_has_a_say_and_no_more(sample_folder: Path, learnt_model: Path) -> None:
    model = CrossEncoder(str(learnt_model))
    assert 0.5 < model.trust <= 1
    gains = model.gains(QUESTIONS[0], SENTENCES)
    assert gains.min() == 0 and gains.max() == pytest.approx(SAY * model.trust) and len(gains) == len(SENTENCES)
    scores = model.scores(QUESTIONS[0], SENTENCES)
    assert np.array_equal(np.argsort(gains), np.argsort(scores))
    plain, read = order(sample_folder, ""), order(sample_folder, str(learnt_model))
    assert plain != read
    for before, after in zip(plain, read, strict=True):
        raised = dict(after)
        assert all(raised[one] - score <= SAY + 1e-4 for one, score in before if one in raised)


def test_what_is_no_reranker_is_refused_in_korean(tmp_path: Path, library: Library, random_model: Path) -> None:
    with pytest.raises(ModelUnavailable) as refused:
        CrossEncoder(str(classifier(tmp_path / "three", labels=3)))
    assert refused.value.code == "reranker_labels"
    (empty := tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnavailable) as refused:
        order(library.path, str(empty))
    assert refused.value.code == "reranker_unavailable" and "reranker" in refused.value.message
    assert library.search(QUESTIONS[0], 1)  # without the setting all is well


def test_weights_that_are_pickled_are_refused(tmp_path: Path, random_model: Path) -> None:
    import shutil

    import torch
    from safetensors.torch import load_file

    folder = tmp_path / "pickled"
    shutil.copytree(random_model, folder)
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelUnavailable) as refused:
        CrossEncoder(str(folder))
    assert refused.value.code == "reranker_unavailable"
