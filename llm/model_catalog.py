"""Models that are known by name: size, licence, and how a prompt for them is written where they have no chat template.

Only what their publishers state is written here; None where we have not made sure, and a row that rests on public
tables alone says so. A model that is not listed works
too, when it is a causal language model in safetensors with a chat template.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CONVERSATION_GIB = 1.0  # room for keys and values beside the weights
SPARE = 1.1  # what a machine should have beyond the weights themselves
CPU_BILLIONS, GPU_BILLIONS = 2.5, 14.0  # parameters with which an answer does not keep one waiting
NF4_BYTES = 0.57  # bytes a parameter: 4 bits, double-quantised constants (QLoRA: 0.127 bits), and what stays in bf16


@dataclass(frozen=True)
class PromptFormat:
    """How turns are written for a model without a chat template; ``stops`` end its answer."""

    user: str
    assistant: str
    context: str
    stops: tuple[str, ...]


KOALPACA = PromptFormat(
    user="### 질문: ", assistant="### 답변:", context="### 맥락: ", stops=("### 질문:", "### 맥락:", "### 답변:")
)
KULLM = PromptFormat(
    user="### 명령어:\n",
    assistant="### 응답:\n",
    context="### 입력:\n",
    stops=("### 명령어:", "### 입력:", "### 응답:"),
)
PLAIN_FORMAT = KOALPACA  # what an unknown base model without a template is asked with


@dataclass(frozen=True)
class KnownModel:
    """One model. ``parameters`` in billions; ``licence`` as its publisher names it;
    ``format`` None: it has a chat template.
    """

    id: str
    name: str
    parameters: float
    licence: str | None = None
    format: PromptFormat | None = None
    own_code: bool = False  # needs code of its publisher's, which we do not run: only through a server
    experts: bool = False  # a mixture of experts: only through a server, where its experts are quantised too
    thinks: bool | None = None  # whether it thinks before it answers; it is asked not to
    verified: bool = True  # False: told by public tables, its card has not been read by us

    @property
    def served_only(self) -> bool:
        """Whether it is not loaded here, but reached through a server's address."""
        return self.own_code or self.experts

    @property
    def is_free(self) -> bool:
        """Whether its licence is one that lets anybody use it for anything."""
        return self.licence in FREE_LICENCES

    @property
    def memory_nf4(self) -> float:
        """GiB for the weights at 4 bits; a rule of thumb, the cache of a long prompt comes on top."""
        return round(self.parameters * 1e9 * NF4_BYTES / 2**30, 1)


FREE_LICENCES = ("Apache-2.0", "MIT")
EXAONE_35 = "EXAONE 1.1-NC (non-commercial)"
_TOLD: dict[str, Any] = {"verified": False}
_TOLD_THINKS: dict[str, Any] = {"verified": False, "thinks": True}
KNOWN_MODELS: tuple[KnownModel, ...] = (
    KnownModel("kakaocorp/kanana-1.5-2.1b-instruct-2505", "Kanana 1.5 2.1B", 2.1, "Apache-2.0"),
    KnownModel("kakaocorp/kanana-1.5-8b-instruct-2505", "Kanana 1.5 8B", 8.0, "Apache-2.0"),
    KnownModel("LGAI-EXAONE/EXAONE-4.0-1.2B", "EXAONE 4.0 1.2B", 1.2, "EXAONE 1.2-NC (non-commercial)"),
    KnownModel("LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct", "EXAONE 3.5 2.4B", 2.4, EXAONE_35, own_code=True),
    KnownModel("LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct", "EXAONE 3.5 7.8B", 7.8, EXAONE_35, own_code=True),
    KnownModel(
        "naver-hyperclovax/HyperCLOVAX-SEED-Text-Instruct-0.5B", "HyperCLOVA X SEED 0.5B", 0.57, "hyperclovax-seed"
    ),
    KnownModel(
        "naver-hyperclovax/HyperCLOVAX-SEED-Text-Instruct-1.5B", "HyperCLOVA X SEED 1.5B", 1.5, "hyperclovax-seed"
    ),
    KnownModel(
        "naver-hyperclovax/HyperCLOVAX-SEED-Think-14B", "HyperCLOVA X SEED Think 14B", 14.0, None, **_TOLD_THINKS
    ),
    KnownModel("K-intelligence/Midm-2.0-Mini-Instruct", "Mi:dm 2.0 Mini", 2.3, "MIT", **_TOLD),
    KnownModel("K-intelligence/Midm-2.0-Base-Instruct", "Mi:dm 2.0 Base", 11.5, "MIT", **_TOLD),
    KnownModel("skt/A.X-4.0-Light", "A.X 4.0 Light", 7.0, None, **_TOLD),
    KnownModel("Qwen/Qwen3-0.6B", "Qwen3 0.6B", 0.6, "Apache-2.0", thinks=True),
    KnownModel("Qwen/Qwen3-1.7B", "Qwen3 1.7B", 1.7, "Apache-2.0", thinks=True),
    KnownModel("Qwen/Qwen3-4B", "Qwen3 4B", 4.0, "Apache-2.0", thinks=True),
    KnownModel("Qwen/Qwen3-8B", "Qwen3 8B", 8.2, "Apache-2.0", thinks=True),
    KnownModel("Qwen/Qwen3.5-0.8B", "Qwen3.5 0.8B", 0.8, "Apache-2.0", **_TOLD_THINKS),
    KnownModel("Qwen/Qwen3.5-9B", "Qwen3.5 9B", 9.0, "Apache-2.0", **_TOLD_THINKS),
    KnownModel("Qwen/Qwen3.6-27B", "Qwen3.6 27B", 27.0, None, **_TOLD_THINKS),
    KnownModel("kakaocorp/kanana-2-30b-a3b-instruct", "Kanana-2 30B-A3B", 30.0, "kanana", experts=True, **_TOLD),
    KnownModel("openai/gpt-oss-20b", "gpt-oss 20B", 20.0, None, experts=True, **_TOLD_THINKS),
    KnownModel("meta-llama/Llama-3.1-8B-Instruct", "Llama 3.1 8B", 8.0, "Llama 3.1 Community"),
    KnownModel("meta-llama/Llama-3.2-1B-Instruct", "Llama 3.2 1B", 1.23, "Llama 3.2 Community"),
    KnownModel("meta-llama/Llama-3.2-3B-Instruct", "Llama 3.2 3B", 3.21, "Llama 3.2 Community"),
    KnownModel("beomi/KoAlpaca-Polyglot-5.8B", "KoAlpaca Polyglot 5.8B", 5.9, "Apache-2.0", KOALPACA),
    KnownModel("beomi/KoAlpaca-Polyglot-12.8B", "KoAlpaca Polyglot 12.8B", 12.8, "Apache-2.0", KOALPACA),
    KnownModel("EleutherAI/polyglot-ko-1.3b", "Polyglot-Ko 1.3B", 1.3, "Apache-2.0", KOALPACA),
    KnownModel("EleutherAI/polyglot-ko-5.8b", "Polyglot-Ko 5.8B", 5.9, "Apache-2.0", KOALPACA),
    KnownModel("nlpai-lab/kullm-polyglot-5.8b-v2", "KULLM v2 5.8B", 5.9, None, KULLM),
    KnownModel("nlpai-lab/kullm-polyglot-12.8b-v2", "KULLM v2 12.8B", 12.8, None, KULLM),
)


def find(name: str) -> KnownModel | None:
    """The model of a hub id, or of a folder that bears the id's last part as its name."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].casefold()
    return next((one for one in KNOWN_MODELS if name == one.id or last == one.id.rsplit("/", 1)[-1].casefold()), None)


def largest_within(size: float) -> KnownModel | None:
    """The largest known model that we can load ourselves whose weights fit at 4 bits into ``size`` GiB."""
    fitting = [one for one in KNOWN_MODELS if not one.served_only and one.verified and one.memory_nf4 <= size]
    return max(fitting, key=lambda one: one.parameters, default=None)


def recommend_models(memory: float, gpu: bool) -> tuple[KnownModel, ...]:
    """Two models at most for ``memory`` GiB free, of a GPU or of the machine: the largest that fits with room for a
    conversation, and the largest of at most half its size, which answers sooner.

    Of two of a size the one with a free licence, then the verified one; scores of different tables are never compared.
    Base models without a chat template are for training, and are left out.
    """
    room = memory - CONVERSATION_GIB
    most = GPU_BILLIONS if gpu else CPU_BILLIONS
    fitting = [
        one
        for one in KNOWN_MODELS
        if not one.served_only and one.format is None and one.memory_nf4 * SPARE <= room and one.parameters <= most
    ]

    def worth(one: KnownModel) -> tuple[bool, float, bool]:
        return one.is_free, one.parameters, one.verified

    first = max(fitting, key=worth, default=None)
    if first is None:
        return ()
    second = max((one for one in fitting if one.parameters <= first.parameters / 2), key=worth, default=None)
    return (first,) if second is None else (first, second)


def format_for(name: str) -> PromptFormat:
    """How to write a prompt for a model that has no chat template."""
    known = find(name)
    if known and known.format:
        return known.format
    return KULLM if "kullm" in name.casefold() else PLAIN_FORMAT
