"""The tools that the model may call, one file each; adding one is a file and a line here."""

from agent.tools.conversation import summarize_conversation
from agent.tools.glossary import explain_term
from agent.tools.quiz import make_quiz_questions
from agent.tools.retrieval import search_textbooks
from agent.tools.summary import summarize_pages

TOOLS = (search_textbooks, explain_term, make_quiz_questions, summarize_pages)
EVERY = (*TOOLS, summarize_conversation)  # the last one is called by the request's own words alone
BY_CHOICE = {
    "search": search_textbooks.name,
    "glossary": explain_term.name,
    "quiz": make_quiz_questions.name,
    "summary": summarize_pages.name,
}
CONVERSATION = summarize_conversation.name

__all__ = ["BY_CHOICE", "CONVERSATION", "EVERY", "TOOLS"]
