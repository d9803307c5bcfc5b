"""The stock LangChain pipeline beside ours on the same passages and questions: how right, and how long indexing takes.

    python3 run.py bench stock FOLDER [--pdf FILE --pages 60]

Passages of 256 characters (RecursiveCharacterTextSplitter), BM25Retriever (rank_bm25), FAISS over a random encoder and
over our own vectors, and the reciprocal rank fusion of BM25 and the latter, as tutorials have it. With ``--pdf`` both
index the file's first pages, everything loaded before: PyPDFLoader, the same splitter, rank_bm25 and FAISS over
HuggingFaceEmbeddings against ``Library.add``. The encoder has the shape of BERT-base, random weights (they cost what
trained ones cost) and word pieces learnt from the text itself.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from langchain_community.document_loaders import PyPDFLoader
from langchain_community.embeddings import HuggingFaceEmbeddings
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_text_splitters import RecursiveCharacterTextSplitter
from pypdf import PdfReader, PdfWriter

from bench.knowledge.retrieval import TEN, figures
from bench.report import publish
from knowledge import Library
from knowledge.index.embedders import load_embedder
from settings import Settings

STOCK_CHUNK = 256  # characters, the hackathon's own
DEPTH = 40  # chunks from which ten passages are made
RRF = 60
VOCABULARY = 32_000
SPLITTER = RecursiveCharacterTextSplitter(chunk_size=STOCK_CHUNK, chunk_overlap=0)

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


def join_searches(*searches: Search) -> Search:
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


def build_encoder(folder: Path, texts: Sequence[str]) -> Path:
    """A sentence encoder of BERT-base's shape in a folder, as sentence-transformers loads it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizer

    pieces = BertWordPieceTokenizer(strip_accents=False)  # Hangul has no accents to strip
    pieces.train_from_iterator(texts, vocab_size=VOCABULARY, show_progress=False)
    pieces.save_model(str(folder))
    BertTokenizer.from_pretrained(str(folder), model_max_length=512).save_pretrained(str(folder / "bert"))
    BertModel(BertConfig(vocab_size=VOCABULARY)).save_pretrained(str(folder / "bert"))
    bert = Transformer(str(folder / "bert"), max_seq_length=512)
    SentenceTransformer(modules=[bert, Pooling(bert.get_word_embedding_dimension())]).save(str(folder / "encoder"))
    return folder / "encoder"


def cut(pdf: Path, pages: int, target: Path) -> Path:
    """The first pages of a PDF as one of its own."""
    writer = PdfWriter()
    writer.append(str(pdf), pages=(0, min(pages, len(PdfReader(pdf).pages))))
    writer.write(target)
    return target


def indexing(pdf: Path, pages: int) -> list[tuple[str, int, float]]:
    """Pipeline, pieces made, seconds."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = cut(pdf, pages, folder / "cut.pdf")
        library = Library.open(folder / "library", settings=Settings(library=folder / "library"))
        library.embedder.embed(["현무"])
        texts = [page.page_content for page in PyPDFLoader(str(file)).load()]
        encoder = HuggingFaceEmbeddings(model_name=str(build_encoder(folder, texts)))
        encoder.embed_query("현무")

        started = time.perf_counter()
        source = library.add(file)
        ours = time.perf_counter() - started
        library.close()

        started = time.perf_counter()
        chunks = SPLITTER.split_documents(PyPDFLoader(str(file)).load())
        BM25Retriever.from_documents(chunks)
        words = time.perf_counter() - started
        FAISS.from_documents(chunks, encoder)
        stock = time.perf_counter() - started
    return [
        ("ours: words, vectors, glossary, boxes", source.passages, round(ours, 1)),
        ("stock: rank_bm25 alone", len(chunks), round(words, 1)),
        ("stock: rank_bm25 and FAISS", len(chunks), round(stock, 1)),
    ]


def right(search: Search, questions: list[dict[str, str]]) -> tuple[object, ...]:
    """The figures of ``bench retrieval`` and milliseconds a question."""
    started = time.perf_counter()
    ranks = [
        found.index(one["passage_id"]) + 1 if one["passage_id"] in (found := search(one["question"])[:TEN]) else 0
        for one in questions
    ]
    milliseconds = (time.perf_counter() - started) / len(questions) * 1000
    return *figures(np.array(ranks)), round(milliseconds, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pdf", type=Path, help="index this file too, with both")
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions")
    arguments = parser.parse_args()
    questions = read(arguments.folder / "questions.jsonl")[: arguments.limit or None]
    chunks = SPLITTER.split_documents(
        Document(one["text"], metadata={"id": one["id"]}) for one in read(arguments.folder / "passages.jsonl")
    )
    bm25: BaseRetriever = BM25Retriever.from_documents(chunks, k=DEPTH)
    random = FAISS.from_documents(chunks, DeterministicFakeEmbedding(size=256))
    ours = FAISS.from_documents(chunks, OurVectors())

    def lexical(question: str) -> list[str]:
        return keys(bm25.invoke(question))

    def near(question: str) -> list[str]:
        return keys(ours.similarity_search(question, DEPTH))

    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(folder, settings=Settings(library=Path(folder)))
        library.add(arguments.folder / "passages.jsonl")
        ways: dict[str, Search] = {
            "BM25, whitespace": lexical,
            "FAISS, random encoder": lambda question: keys(random.similarity_search(question, DEPTH)),
            "FAISS, our vectors": near,
            "BM25 + FAISS (RRF)": join_searches(lexical, near),
            "ours": lambda question: [str(hit.passage.key) for hit in library.search(question, TEN)],
        }
        rows = [(name, *right(search, questions)) for name, search in ways.items()]
        library.close()
    publish("stock", ("pipeline", "nDCG@10", "95 %", "R@1", "R@5", "R@10", "ms/query"), rows, arguments.folder.name)
    if arguments.pdf:
        heads = ("indexing", "pieces", "seconds")
        publish("stock_indexing", heads, indexing(arguments.pdf, arguments.pages), f"{arguments.pages} pages")


if __name__ == "__main__":
    main()
