"""The assistant: what app, CLI and tests talk to. It owns the graph, the threads and what is kept of each answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph.state import CompiledStateGraph

from agent.answer import Answer, Step, Thread
from agent.checkpoint_file import CheckpointFile
from agent.checkpoints import keep_latest, whole_or_nothing
from agent.events import STEP_LABELS, AnswerEvent, Event, QuoteEvent, StepEvent, TokenEvent, describe_step
from agent.export import as_markdown
from agent.graph import build_graph, forgetful_graph
from agent.grounding import nearest
from agent.nodes.plan import check_request, complete_questions
from agent.preferences import Preferences
from agent.state import AskInput, Context, State
from agent.threads import Threads
from agent.tools.figure_answer import find_shown_figures
from agent.upkeep import check_everything
from errors import StorageError
from knowledge import Citation, Library, Problem
from learning.kinds import kind_words
from llm import load_chat_model
from llm.engines import engine_of
from llm.tasks.style import Style
from settings import Settings, SummaryLength
from storage.engine import UNWRITABLE

if TYPE_CHECKING:
    from agent.conversation_summary import Point
    from learning import Learner
    from learning.feedback.records import FeedbackItem, FeedbackRecords


class Assistant:
    """Questions in, cited answers out. Threads remember earlier questions; every answer is kept as it was shown."""

    def __init__(self, settings: Settings, library: Library, model: BaseChatModel) -> None:
        self.settings, self.library, self.model = settings, library, model
        self.conversations = Threads(library.database, library.owner)
        self.preferences = Preferences(library.database, library.owner)
        self._file = CheckpointFile(library.path)
        self._built: tuple[SqliteSaver, CompiledStateGraph[State, Context, AskInput, State]] | None = None
        self._context = Context(library, model, engine_of(settings).generative)

    @property
    def _saver(self) -> SqliteSaver:
        return self._file.saver

    @property
    def _graph(self) -> CompiledStateGraph[State, Context, AskInput, State]:
        """The graph over the present checkpoints."""
        if self._built is None or self._built[0] is not self._saver:
            self._built = self._saver, build_graph(self._saver)
        return self._built[1]

    @cached_property
    def learner(self) -> Learner:
        """What the owner has answered and when; imported when it is asked for, since an answer needs nothing of it."""
        from learning import Learner

        return Learner(self.library.database, self.library.owner)

    @cached_property
    def opinions(self) -> FeedbackRecords:
        """What the owner said of answers and questions, and how its review stands."""
        from learning.feedback.records import FeedbackRecords

        return FeedbackRecords(self.library.database, self.library.owner)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Assistant:
        """The assistant of the settings' library. Raises StorageError or ModelUnavailable."""
        settings = settings or Settings()
        model = load_chat_model(settings, kind_words())
        return cls(settings, Library.open(settings.library, settings.owner, settings), model)

    @property
    def generative(self) -> bool:
        """Whether the engine writes prose of its own."""
        return self._context.generative

    def close(self) -> None:
        self._saver.conn.close()
        self.library.close()

    def ask(
        self,
        question: str,
        thread: str = "default",
        sources: Sequence[str] | None = None,
        tool: str | None = None,
        style: Style | None = None,
    ) -> Answer:
        """The answer to a question, in the owner's style unless another one is named. Raises
        QuestionError for one that cannot be taken.
        """
        answer: Answer | None = None
        for event in self.stream(question, thread, sources, tool, style=style):
            if isinstance(event, AnswerEvent):
                answer = event.answer
        assert answer is not None  # the stream always ends with an AnswerEvent
        return answer

    def stream(
        self,
        question: str,
        thread: str = "default",
        sources: Sequence[str] | None = None,
        tool: str | None = None,
        stop: threading.Event | None = None,
        style: Style | None = None,
        earlier: Sequence[str] | None = None,
    ) -> Generator[Event]:
        """The same as events: steps as they end, the quoted answer at once, tokens, and the answer last.

        A stream that is closed before its answer keeps nothing of the question; ``stop`` ends a model that is still
        writing. ``earlier`` are the earlier questions of a conversation that the caller keeps, oldest first: then
        nothing of it is kept here, and ``thread`` names none.
        """
        question = check_request(self.library, question, sources, tool)
        saver = self._saver
        run = partial(self._stream, question, thread, sources, tool, stop, style, earlier)
        try:
            yield from run()
        except StorageError:
            if self._saver is saver:
                raise
            yield from run()  # with checkpoints in place of those that are damaged, or on a full disk

    def _stream(
        self,
        question: str,
        thread: str,
        sources: Sequence[str] | None,
        tool: str | None,
        stop: threading.Event | None,
        style: Style | None,
        earlier: Sequence[str] | None,
    ) -> Generator[Event]:
        state: dict[str, Any] = {}
        steps: list[Step] = []
        told: list[Event] = []
        asked = AskInput(question=question, sources=None if sources is None else list(sources), tool=tool)
        key, graph = ("", forgetful_graph()) if earlier is not None else (self._checkpoint_key(thread), self._graph)
        if earlier is not None:
            asked["history"] = complete_questions(self.library, earlier)
        started = time.perf_counter()
        run = graph.stream(
            asked,
            {"configurable": {"thread_id": key}},
            context=replace(
                self._context,
                stop=stop or threading.Event(),
                style=style or self.style,
                said=partial(self.history, thread) if earlier is None else tuple,
                tell=None if self._context.generative else told.append,
            ),
            # Only a model that writes for seconds is heard token by token: LangGraph's "custom"
            # takes a thread for every step.
            stream_mode=["updates", "custom"] if self._context.generative else ["updates"],
            durability="exit" if earlier is None else None,  # one checkpoint a question, not one a step
        )
        whole = whole_or_nothing(self._saver, key) if earlier is None else nullcontext()
        with self._file.survive(state), whole, closing(cast(Generator[Any], run)) as events:
            for mode, payload in events:
                if mode == "custom":
                    if isinstance(payload, QuoteEvent | TokenEvent):
                        yield payload
                    continue
                yield from told
                told.clear()
                for name, update in cast(dict[str, Any], payload).items():
                    now = time.perf_counter()
                    state |= update or {}
                    seconds = round(now - started, 4)
                    step = Step(name=name, label=STEP_LABELS[name], seconds=seconds, detail=describe_step(name, state))
                    started = now
                    steps.append(step)
                    yield StepEvent(step.name, step.label, step.seconds, step.detail)
        answer = self._finish(question, thread, state, steps)
        yield AnswerEvent(self._keep(key, state, answer) if earlier is None else answer)

    def _keep(self, key: str, state: dict[str, Any], answer: Answer) -> Answer:
        """The answer as it is kept; where nothing can be written, as it is, with the reason."""
        with self._file.survive(state):
            keep_latest(self._saver, key)
        try:
            return self.conversations.keep(answer.thread, answer)
        except StorageError as error:
            if error.code not in UNWRITABLE:
                raise
            return answer.model_copy(update={"unsaved": error.message})

    def _finish(self, question: str, thread: str, state: dict[str, Any], steps: list[Step]) -> Answer:
        abstained = bool(state.get("abstain"))
        return Answer(
            question=question,
            text=_with_reading(state),
            abstained=abstained,
            citations=tuple(Citation(**citation) for citation in state.get("citations") or ()),
            sufficiency=state.get("sufficiency") or ("none" if abstained else "full"),
            nearest=nearest(self.library, state.get("evidence") or ()) if state.get("sufficiency") == "near" else (),
            question_ids=tuple(state.get("question_ids") or ()),
            table=(state.get("telling") or {}).get("table"),
            figures=find_shown_figures(self.library, state.get("telling"), state.get("citations") or ()),
            steps=tuple(steps),
            thread=thread,
        )

    def _checkpoint_key(self, thread: str) -> str:
        """The key of a conversation's checkpoints; those of older versions are moved there first."""
        return self._file.prepare(self.library.owner, thread, self.conversations.find_owners)

    # -- style ---------------------------------------------------------------------------------------------------------

    @property
    def style(self) -> Style:
        """Register and level as the owner chose them, else as the settings say."""
        return self.preferences.style(Style(self.settings.answer_register, self.settings.answer_level))

    def prefer(self, style: Style) -> None:
        """Remember a register and a level for this owner."""
        self.preferences.keep_style(style)

    def check(self, repair: bool = False) -> list[Problem]:
        """What is wrong with the library, the conversations' checkpoints and the learner's reviews."""
        return check_everything(self.library, repair)

    # -- threads and feedback ------------------------------------------------------------------------------------------

    def threads(self) -> list[Thread]:
        """Conversations, latest first."""
        return self.conversations.all()

    def history(self, thread: str) -> list[Answer]:
        """A conversation's answers as they were shown, oldest first."""
        return self.conversations.answers(thread)

    def find_threads(self, text: str) -> list[Thread]:
        """Conversations that hold every word of a text, latest first."""
        return self.conversations.find(text)

    def export_thread(self, thread: str) -> str:
        """A conversation as Markdown with its citations. Raises QuestionError (``unknown_thread``)."""
        return as_markdown(self.conversations.one(thread).name, self.history(thread))

    def summarize_thread(self, thread: str, length: SummaryLength = "paragraph") -> list[Point]:
        """A conversation's questions with the citations that carry their answers. Raises
        QuestionError (``unknown_thread``).
        """
        from agent.conversation_summary import digest

        self.conversations.one(thread)
        return digest(self.library, self.history(thread), length)

    def rename_thread(self, thread: str, name: str) -> None:
        self.conversations.rename(thread, name)

    def delete_thread(self, thread: str) -> None:
        key = self._checkpoint_key(thread)  # while the conversation is known
        self.conversations.delete(thread)
        self._saver.delete_thread(key)

    def feedback(self, answer_id: int, good: bool, comment: str = "", correction: str = "") -> list[FeedbackItem]:
        """Keep what the reader thought of an answer, with a corrected one where they wrote it.

        Raises QuestionError (``unknown_answer``).
        """
        from agent.opinions import keep_opinion

        answer = self.conversations.answer(answer_id)
        kept = keep_opinion(self.library, self.opinions, answer, good, comment, correction)
        self.conversations.mark(answer_id, 1 if good else -1)
        return kept

    def withdraw_feedback(self, answer_id: int) -> None:
        """Take back a thumb; a corrected answer stays. Raises QuestionError (``unknown_answer``)."""
        from agent.opinions import subject_of

        self.conversations.mark(answer_id, 0)
        self.opinions.withdraw(subject_of(answer_id), "thumb")


def _with_reading(state: dict[str, Any]) -> str:
    """The answer's text, and how the page numbers of the request were read where that could be otherwise."""
    said = state["text"], "" if state.get("clarify") else state.get("reading")
    return "\n\n".join(part for part in said if part)
