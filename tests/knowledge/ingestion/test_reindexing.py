"""Another embedder by one setting: the old vectors answer until the new ones are whole; and
our embedder as a model folder.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update

from errors import IngestError, ModelUnavailable
from knowledge import Library
from knowledge.index.embedders import EMBEDDED, KiwiEmbedder, load_embedder
from settings import Settings
from storage.tables import VectorsRow

WORDS = "광합성 엽록체 을사늑약 통감부 조약 식물 발해 대조영 나라 교재 서울 이토 히로부미 기공 산소".split()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of a few words, as any downloaded one would lie there."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    core = Tokenizer(models.WordPiece({"[UNK]": 0} | {w: n for n, w in enumerate(WORDS, 1)}, unk_token="[UNK]"))
    core.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.random.default_rng(3).standard_normal((len(WORDS) + 1, 16)).astype(np.float32)
    folder = tmp_path_factory.mktemp("model") / "tiny"
    SentenceTransformer(modules=[StaticEmbedding(core, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder


def stored(library: Library) -> set[str]:
    with library.database.session() as session:
        return set(session.scalars(select(VectorsRow.embedder)))


def until(condition: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_vectors_along_older_axes_are_made_anew_and_words_answer_meanwhile(library: Library) -> None:
    with library.database.session("IMMEDIATE") as session:
        session.execute(update(VectorsRow).values(embedder=EMBEDDED))
    later = Library.open(library.path, settings=library.settings)
    with library.database.session("IMMEDIATE"):  # no one else can write
        assert later.search("광합성은 어디에서 일어나나")[0].passage.source_id == library.sources()[0].id
        assert later.search("광합성", legs="dense") == []
    until(lambda: stored(library) == {KiwiEmbedder.name})
    until(lambda: later.rebuilding.total and later.rebuilding.done == later.rebuilding.total)
    assert later.search("광합성", legs="dense") and later.check() == []
    later.close()


def test_the_old_vectors_answer_until_the_new_ones_are_whole(library: Library, model: Path, tmp_path: Path) -> None:
    source, before = library.sources()[0], [hit.passage.id for hit in library.search("광합성", legs="dense")]
    chosen = Library.open(library.path, settings=Settings(library=library.path, embedder=str(model)))
    with library.database.session("IMMEDIATE"):  # no one else can write
        assert [hit.passage.id for hit in chosen.search("광합성", legs="dense")] == before
        assert chosen.searcher.embedder.name == KiwiEmbedder.name
    until(lambda: chosen.rebuilding.total and chosen.rebuilding.done == chosen.rebuilding.total)
    assert stored(library) == {str(model)} and chosen.rebuilding.error == ""
    assert chosen.search("광합성", legs="dense")[0].passage.source_id == source.id
    assert chosen.searcher.embedder.name == str(model) and chosen.check() == []
    more = tmp_path / "발해.md"
    more.write_text("# 발해\n\n발해 나라 발해 나라 대조영.\n", encoding="utf-8")
    added = chosen.add(more)
    assert stored(library) == {str(model)}
    assert chosen.search("발해 나라", legs="dense")[0].passage.source_id == added.id
    chosen.close()


def test_words_alone_answer_where_the_old_embedder_is_gone(library: Library, model: Path) -> None:
    with library.database.session() as session:
        session.execute(update(VectorsRow).values(embedder="없어진 모델"))
    chosen = Library.open(library.path, settings=Settings(library=library.path, embedder=str(model)))
    with library.database.session("IMMEDIATE"):
        assert "을사늑약" in chosen.search("을사늑약은 언제")[0].passage.text
        assert chosen.search("을사늑약은 언제", legs="dense") == []
    until(lambda: stored(library) == {str(model)})
    until(lambda: bool(chosen.search("을사늑약 조약", legs="dense")))
    chosen.close()


def test_where_the_chosen_model_is_missing_the_old_vectors_stay(library: Library, tmp_path: Path, book: Path) -> None:
    settings = Settings(library=library.path, embedder=str(tmp_path / "없는 모델"))
    (tmp_path / "없는 모델").mkdir()
    chosen = Library.open(library.path, settings=settings)
    assert chosen.search("광합성", legs="dense")
    until(lambda: chosen.rebuilding.error)
    assert "불러올 수 없습니다" in chosen.rebuilding.error and stored(library) == {KiwiEmbedder.name}
    changed = tmp_path / "다른 책.md"
    changed.write_text("# 다른 책\n\n발해는 대조영이 세운 나라이다.\n", encoding="utf-8")
    with pytest.raises(ModelUnavailable):
        chosen.add(changed)
    assert len(chosen.sources()) == 1 and not list((library.path / "reading").iterdir())
    chosen.close()


def test_made_at_once_with_progress_and_called_off(library: Library, model: Path) -> None:
    chosen = Library.open(library.path, settings=Settings(library=library.path, embedder=str(model)))
    with pytest.raises(IngestError) as refused:
        chosen.rebuild(cancel=lambda: True)
    assert refused.value.code == "cancelled" and stored(library) == {KiwiEmbedder.name}
    told: list[tuple[str, int, int]] = []
    chosen.rebuild(lambda *said: told.append(said))
    assert told[-1] == ("rebuild", 1, 1) and stored(library) == {str(model)} and chosen.check() == []
    chosen.close()


def test_the_embedded_embedder_is_a_model_folder(tmp_path: Path, settings: Settings) -> None:
    from sentence_transformers import SentenceTransformer

    from knowledge.index import kiwi_encoder

    texts = ["을사늑약은 언제 체결되었나", "광합성은 엽록체에서 일어난다", "!!"]
    kiwi_encoder.package(tmp_path / "kiwi", settings)
    ours = load_embedder(settings).embed(texts)
    for model in (
        kiwi_encoder.load(tmp_path / "kiwi"),
        # The folder names a module of ours and was written above; the setting ``embedder`` never loads with this.
        SentenceTransformer(str(tmp_path / "kiwi"), trust_remote_code=True, device="cpu"),
    ):
        assert model.get_embedding_dimension() == ours.shape[1]
        assert np.allclose(model.encode(texts), ours, atol=1e-6)
