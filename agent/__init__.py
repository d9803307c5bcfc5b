"""The conversation: a LangGraph state machine over the library, the engine and the learner."""

from agent.answer import Answer, Step, Thread
from agent.assistant import Assistant
from agent.events import AnswerEvent, Event, QuoteEvent, StepEvent, TokenEvent

__all__ = ["Answer", "AnswerEvent", "Assistant", "Event", "QuoteEvent", "Step", "StepEvent", "Thread", "TokenEvent"]
