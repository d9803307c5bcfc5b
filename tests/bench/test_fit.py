"""Weights come from data: a refit on sentences of our own, and every weights file says what it was fitted on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.fitting import entailment, smalltalk
from bench.fitting.asked import natural_groups as natural_questions
from bench.fitting.data import hash_data, hash_sets
from bench.fitting.recipe import Example, Fitted, Recipe, fit_examples, train
from bench.fitting.recipes import RECIPES
from bench.fitting.solver import fit_conditional, fit_logistic
from bench.fitting.split import divide, fold_of, is_unopened, list_sources
from bench.fitting.weights_file import largest_difference, path_of, same_data, to_content, write_weights
from learning.facts.fact_features import MORPHEME
from settings import ROOT
from weights import load_weights

PACKAGES = ("agent", "finetune", "knowledge", "korean", "learning", "llm", "storage", "ui")
THINGS = (
    "감자 고구마 당근 배추 상추 시금치 오이 호박 가지 고추 마늘 양파 생강 우엉 연근 도라지 더덕 쑥 냉이 달래".split()
)


def weights_files() -> list[Path]:
    """Every JSON file of the packages that has weights."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.json"))]
    return [path for path in found if "weights" in json.loads(path.read_text(encoding="utf-8"))]


def own_pairs() -> list[dict[str, str]]:
    """Inference pairs about a kitchen garden: what follows, what does not, and the contrary."""
    rows = []
    for number, thing in enumerate(THINGS):
        premise = f"{thing} 농사는 봄에 밭을 갈고 씨를 뿌린 뒤 여름까지 물을 주는 일이다."
        for hypothesis, label in (
            (f"{thing} 농사는 봄에 밭을 갈고 씨를 뿌린다.", "entailment"),
            (f"{thing} 농사는 여름까지 물을 준다.", "entailment"),
            (f"{thing} 값이 겨울 시장에서 크게 올랐다.", "neutral"),
            (f"이웃 마을 사람들은 {THINGS[number - 1]} 요리를 가장 좋아한다.", "neutral"),
        ):
            rows.append({"premise": premise, "hypothesis": hypothesis, "label": label})
    return rows


def own_replies() -> list[dict[str, Any]]:
    """Evidence about one plant each, with a sentence that follows and one that does not."""
    return [
        {
            "evidence": [{"source": f"밭일/{thing}.md", "text": f"{thing} 잎은 아침에 딴다. 뿌리는 가을에 캔다."}],
            "replies": [
                {
                    "sentences": [
                        {"text": f"{thing} 잎은 아침에 딴다.", "label": "supported"},
                        {"text": f"{thing} 꽃은 밤에 판다.", "label": "unsupported"},
                    ]
                }
            ],
        }
        for thing in THINGS
    ]


def own_passages() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Passages in articles of one plant each, and what can be asked of them."""
    passages, questions = [], []
    for number, thing in enumerate(THINGS):
        month, depth = f"{number % 11 + 1}월", f"{number + 12} 센티미터"
        first = f"{thing} 씨앗은 {month}에 심는다. 밭에는 두둑을 만들고 물을 넉넉히 준다."
        second = f"{thing} 뿌리는 {depth} 깊이까지 자란다. 잎에는 벌레가 모이므로 그물을 친다."
        for part, text in enumerate((first, second)):
            passages.append({"id": f"{number}-{part}", "title": f"{thing} 키우기", "text": text})
        for part, text, question, answer in (
            (0, first, f"{thing} 씨앗은 언제 심는가?", month),
            (1, second, f"{thing} 뿌리는 어디까지 자라는가?", depth),
        ):
            row = {"question": question, "passage_id": f"{number}-{part}", "answers": [answer]}
            questions.append({"id": f"q{number}-{part}", **row, "answer_start": [text.index(answer)]})
    return passages, questions


def own_talk() -> list[dict[str, str]]:
    """Lines of talk about the day."""
    days = "어제 오늘 아까 방금 주말에 저녁에 아침에 새벽에 점심에 밤새 요즘 이제".split()
    moods = ("너무 졸려", "기분이 좋아", "친구랑 싸웠어", "혼자 밥 먹었어", "비가 와서 우울해", "엄마가 보고 싶어")
    return [{"question": f"{day} {mood}"} for day in days for mood in moods]


def own_sentences() -> list[dict[str, object]]:
    """Labelled sentences on each plant: two that tell something, one that points elsewhere, a piece of a list."""
    rows: list[dict[str, object]] = []
    for thing in THINGS:
        for text, label in (
            (f"{thing} 농사는 봄에 밭을 갈고 씨를 뿌리는 일에서 시작한다.", 2),
            (f"{thing} 뿌리는 흙 속의 물을 빨아들이는 기관이다.", 2),
            ("이것은 앞에서 살펴본 그림과 같다.", 0),
            ("- 물 주기", 0),
        ):
            row = {"text": text, "heading": thing, "file": f"밭일/{thing}.md", "kind": "own"}
            rows.append(row | {"whole": label > 0, "self_contained": label, "worth": label})
    return rows


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data sets of our own, in the form of those that the recipes read."""
    folder = tmp_path_factory.mktemp("data")
    passages, questions = own_passages()
    natural = [
        {
            "source": [f"textbook-rust-ko/{thing}.md"],
            "library": "rust",
            "kind": "fact",
            "history": [],
            "question": f"{thing}은 어떻게 가꿔?",
            "needs": [[f"{thing} 모종은 볕이 드는 자리"]],
        }
        for thing in THINGS
    ]
    natural += [
        {
            "source": [f"textbook-rust-ko/{thing}.md"],
            "library": "rust",
            "kind": "unanswerable",
            "history": [],
            "question": f"{thing} 씨앗은 누가 처음 들여왔어?",
            "needs": [],
        }
        for thing in THINGS[::4]
    ] + [{"source": [], "library": "rust", "kind": "talk", "question": "안녕 반가워", "history": [], "needs": []}]
    statements = [{"passage": thing, "question": f"{thing}은 뿌리를 먹는 식물인가?"} for thing in THINGS]
    files: dict[str, Any] = {
        "klue-nli/dev.jsonl": own_pairs(),
        "replies/replies.jsonl": own_replies(),
        "chatbot-data/pairs.jsonl.gz": own_talk(),
        "natural-questions/questions.jsonl": natural,
        "kobest/boolq.dev.jsonl.gz": statements[:10],
        "kobest/boolq.train.jsonl.gz": statements[10:],
    }
    for part in ("korquad-dev", "korquad-dev-2"):
        files |= {f"{part}/passages.jsonl": passages, f"{part}/questions.jsonl": questions}
    for name, rows in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")
        path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
    for book in (*smalltalk.TALK_BOOKS, "documents-2/korean", "documents/korean", "documents/hwp", "documents-3"):
        (folder / book).mkdir(parents=True)
    for thing in THINGS:
        text = f"# {thing} 재배법\n\n## {thing} 거름\n\n{thing} 모종은 볕이 드는 자리에 옮겨 심고 흙을 덮는다.\n"
        (folder / "textbook-rust-ko" / f"{thing}.md").write_text(text, encoding="utf-8")
    (folder / "documents-2" / "korean" / "owasp-top10-2007-ko.pdf").write_bytes(b"")
    (folder / "labels").mkdir(exist_ok=True)
    labelled = "\n".join(json.dumps(row, ensure_ascii=False) for row in own_sentences())
    (folder / "labels" / "sentences.jsonl").write_text(labelled, encoding="utf-8")
    opened = "\n".join(line for line in labelled.split("\n") if not is_unopened(json.loads(line)["file"]))
    (folder / "labels" / "sentences-more.jsonl").write_text(opened, encoding="utf-8")
    libraries = {name: [] for name in natural_questions.BOOKS} | {"rust": [f"textbook-rust-ko/{t}.md" for t in THINGS]}
    (folder / "natural-questions" / "libraries.json").write_text(json.dumps(libraries), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", [name for name in RECIPES if name != "entailment"])
def test_weights_are_fitted_again_on_sentences_of_our_own(name: str, data: Path) -> None:
    recipe = RECIPES[name]
    content = to_content(recipe, recipe.fit(data), data)
    kept = json.loads(path_of(recipe).read_text(encoding="utf-8"))
    assert set(content["thresholds"]) == set(kept["thresholds"])
    if name == "smalltalk":  # its morphemes are those of the data
        assert content["origin"]["figures"]["opened"]["talk: talk"] > 0.9
    else:
        own, theirs = ({n for n in found["weights"] if not n.startswith(MORPHEME)} for found in (content, kept))
        assert own == theirs
    for figures in content["origin"]["figures"].values():
        assert figures and all(np.isfinite(value) and value >= 0 for value in figures.values())


def test_entailment_is_fitted_again_and_to_the_same_numbers(data: Path, tmp_path: Path) -> None:
    fitted = entailment.fit(data)
    assert min(part["pairs: balanced accuracy"] for part in (fitted.opened, fitted.unopened)) > 0.85
    content, path = to_content(RECIPES["entailment"], fitted, data), tmp_path / "entailment.json"
    assert largest_difference(content, path)[0] == float("inf") and not same_data(content, path)
    write_weights(content, path)
    assert largest_difference(to_content(RECIPES["entailment"], entailment.fit(data), data), path)[0] == 0
    loaded = load_weights(path)
    assert set(loaded.values) == set(fitted.weights) and loaded.origin["folds"] == 5
    assert loaded.origin["data"]["klue-nli/dev.jsonl"]["sha256"] == hash_data(data / "klue-nli" / "dev.jsonl")


@pytest.mark.parametrize("path", weights_files(), ids=lambda path: path.stem)
def test_every_weights_file_has_a_recipe_and_says_where_it_comes_from(path: Path) -> None:
    recipes = [recipe for recipe in RECIPES.values() if path_of(recipe) == path]
    assert len(recipes) == 1, f"{path.name} is written by {len(recipes)} recipes"
    origin = load_weights(path).origin
    assert origin["recipe"] == recipes[0].name and tuple(origin["data"]) == recipes[0].data
    assert path.with_suffix(".py").exists()


def test_every_recipe_has_its_weights_in_the_repository() -> None:
    assert {path_of(recipe) for recipe in RECIPES.values()} == set(weights_files())


@pytest.mark.parametrize("missing", ["data", "sha256", "fitted", "folds", "opened", "unopened"])
def test_weights_without_their_origin_are_refused(missing: str, tmp_path: Path) -> None:
    content = json.loads(weights_files()[0].read_text(encoding="utf-8"))
    origin = content["origin"]
    if missing in ("opened", "unopened"):
        del origin["figures"][missing]
    elif missing == "sha256":
        next(iter(origin["data"].values()))["sha256"] = "unknown"
    else:
        del origin[missing]
    path = tmp_path / f"{missing}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match="does not say where its weights come from"):
        load_weights(path)


def test_a_logistic_regression_finds_the_plane_it_was_drawn_from() -> None:
    rng = np.random.default_rng(0)
    table, true = rng.normal(size=(20000, 3)) * (1.0, 5.0, 0.2), np.array([2.0, -0.3, 4.0])
    labels = rng.random(20000) < 1 / (1 + np.exp(-(table @ true + 0.5)))
    model = fit_logistic(table, labels, 1e-3)
    assert np.abs((model.values - true) * (1.0, 5.0, 0.2)).max() < 0.1 and abs(model.bias - 0.5) < 0.1
    expected = 1 / (1 + np.exp(-model.score(table)))
    assert np.abs((expected - labels) @ table).max() < 0.1, "the slopes of the likelihood are 0 at its highest point"
    assert np.abs(fit_logistic(table, labels, 1e7).values).max() < 0.1, "a penalty draws the weights to nothing"


def test_a_conditional_logit_finds_what_chooses() -> None:
    rng = np.random.default_rng(1)
    groups, true = [], np.array([3.0, -1.0])
    for _ in range(4000):
        table = rng.normal(size=(6, 2))
        odds = np.exp(table @ true)
        right = np.zeros(6, dtype=bool)
        right[rng.choice(6, p=odds / odds.sum())] = True
        groups.append((table, right))
    assert np.abs(fit_conditional(groups, 0.1).values - true).max() < 0.15


def test_a_source_is_wholly_opened_or_not_and_in_one_fold() -> None:
    sources = [f"글 {number}" for number in range(3000)]
    opened, unopened = divide(sources, str)
    assert 900 < len(unopened) < 1100 and not any(map(is_unopened, opened))
    assert is_unopened("글 3") == is_unopened("글 3") and fold_of("글 3") == fold_of("글 3")
    counts = np.bincount([fold_of(source) for source in opened])
    assert len(counts) == 5 and counts.min() > 300


def test_unopened_sources_teach_nothing() -> None:
    rows = [Example(f"글 {n}", {"x": float(n % 2), "y": float(n % 7)}, n % 2 == 1) for n in range(600)]
    turned = [Example(one.source, one.features, one.label != is_unopened(one.source)) for one in rows]
    assert train(rows, ("x", "y")).weights == train(turned, ("x", "y")).weights
    found = fit_examples(turned, ("x", "y"))
    assert found.opened["balanced accuracy"] == 1.0 and found.unopened["balanced accuracy"] == 0.0


def test_a_hash_changes_with_content_and_name(tmp_path: Path) -> None:
    (tmp_path / "가").mkdir()
    (tmp_path / "가" / "한.txt").write_text("하나", encoding="utf-8")
    first = hash_sets(tmp_path, ["가"])
    assert first == hash_sets(tmp_path, ["가"])
    (tmp_path / "가" / "한.txt").rename(tmp_path / "가" / "두.txt")
    second = hash_sets(tmp_path, ["가"])
    (tmp_path / "가" / "두.txt").write_text("둘", encoding="utf-8")
    assert len({json.dumps(one) for one in (first, second, hash_sets(tmp_path, ["가"]))}) == 3
    with pytest.raises(FileNotFoundError):
        hash_sets(tmp_path, ["없음"])


def test_sources_of_a_folder_are_listed_by_set(data: Path) -> None:
    found = list_sources(data)
    opened, unopened = found["replies"]
    assert sorted(opened + unopened) == sorted(f"밭일/{thing}.md" for thing in THINGS)
    assert all(map(is_unopened, unopened)) and {"klue-nli", "korquad-dev", "textbook-rust-ko"} <= set(found)


def test_a_recipe_is_one_file_and_one_line(data: Path, tmp_path: Path) -> None:
    recipe = Recipe("toy", "korean/text.py", ("klue-nli/dev.jsonl",), lambda _: Fitted({"a": 1.0}, 0.0, {}, {}, {}))
    content = to_content(recipe, recipe.fit(data), data)
    assert content["weights"] == {"a": 1.0} and set(content["origin"]["data"]) == {"klue-nli/dev.jsonl"}
