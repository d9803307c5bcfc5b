"""The stock LangChain pipeline on the same passages and questions as ``bench retrieval``: whitespace BM25, FAISS, both joined.

    python3 run.py bench stock FOLDER

Passages of 256 characters (RecursiveCharacterTextSplitter), BM25Retriever (rank_bm25), FAISS over a random encoder and over our
own vectors, and the reciprocal rank fusion of BM25 and the latter, as tutorials have it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bench.report import publish
from bench.retrieval import figures
from knowledge.embedders import load_embedder
from settings import Settings

CHUNK = 256  # characters, the hackathon's own
DEPTH = 40  # chunks from which ten passages are made
RRF = 60

Search = Callable[[str], list[str]]


class OurVectors(Embeddings):
    """The embedded vectors behind LangChain's interface."""

    def __init__(self) -> None:
        self.embedder = load_embedder(Settings())

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self.embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def keys(found: Sequence[Document]) -> list[str]:
    """The passages of chunks, each once, best first."""
    return list(dict.fromkeys(str(document.metadata["id"]) for document in found))


def joined(*searches: Search) -> Search:
    """Reciprocal rank fusion."""

    def search(question: str) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for one in searches:
            for rank, key in enumerate(one(question), 1):
                scores[key] += 1 / (RRF + rank)
        return sorted(scores, key=lambda key: -scores[key])

    return search


def read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions")
    arguments = parser.parse_args()
    questions = read(arguments.folder / "questions.jsonl")[: arguments.limit or None]
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=0)
    chunks = splitter.split_documents(
        Document(one["text"], metadata={"id": one["id"]}) for one in read(arguments.folder / "passages.jsonl")
    )
    bm25: BaseRetriever = BM25Retriever.from_documents(chunks, k=DEPTH)
    random = FAISS.from_documents(chunks, DeterministicFakeEmbedding(size=256))
    ours = FAISS.from_documents(chunks, OurVectors())

    def lexical(question: str) -> list[str]:
        return keys(bm25.invoke(question))

    def near(question: str) -> list[str]:
        return keys(ours.similarity_search(question, DEPTH))

    ways: dict[str, Search] = {
        "BM25, whitespace": lexical,
        "FAISS, random encoder": lambda question: keys(random.similarity_search(question, DEPTH)),
        "FAISS, our vectors": near,
        "BM25 + FAISS (RRF)": joined(lexical, near),
    }
    rows = []
    for name, search in ways.items():
        started = time.perf_counter()
        ranks = [
            found.index(one["passage_id"]) + 1 if one["passage_id"] in (found := search(one["question"])[:10]) else 0
            for one in questions
        ]
        milliseconds = (time.perf_counter() - started) / len(questions) * 1000
        rows.append((name, *figures(np.array(ranks)), round(milliseconds, 1)))
    publish("stock", ("pipeline", "nDCG@10", "95 %", "R@1", "R@5", "R@10", "ms/query"), rows, arguments.folder.name)


if __name__ == "__main__":
    main()
