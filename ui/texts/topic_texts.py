"""The texts of topics: Korean first, English second."""

from __future__ import annotations

TOPIC_TEXTS: dict[str, tuple[str, str]] = {
    "topics": ("주제", "Topics"),
    "topics_help": (
        "교재에서 비슷한 내용끼리 모았습니다. 주제를 열어 대표 문장을 보고, 질문하거나 퀴즈를 풀거나 요약해 보세요.",
        "What your textbooks say, gathered by what it is about. Open a topic to read typical sentences, to ask, "
        "to take a quiz or to have it summarised.",
    ),
    "topics_of": ("자료", "Source"),
    "topics_all": ("서재 전체", "The whole library"),
    "topics_making": (
        "주제를 찾는 중입니다. 책이 많으면 몇 분 걸립니다. 다른 화면을 쓰셔도 됩니다.",
        "Finding the topics. This takes minutes where there are many books; you can use other pages meanwhile.",
    ),
    "topics_failed": (
        "주제를 찾지 못했습니다. 잠시 뒤 다시 시도해 주세요.",
        "The topics could not be found. Try again in a while.",
    ),
    "topics_again": ("다시 시도", "Try again"),
    "topics_none": (
        "주제로 나누기에는 글이 너무 짧습니다. 다른 자료를 고르거나 서재에 교재를 더 올려 주세요.",
        "There is too little text to tell topics apart. Choose another source, or add textbooks to the library.",
    ),
    "topics_sampled": (
        "글이 많아 {total}곳 중 {looked}곳을 고르게 골라 나누었습니다.",
        "There is much to read: {looked} of {total} passages, evenly chosen, were grouped.",
    ),
    "topic_line": ("{share} · 자료 {n}개", "{share} · {n} sources"),
    "topic_unnamed": ("이름을 붙이지 못한 주제", "A topic without a name"),
    "topic_parts": ("작은 주제", "Smaller topics"),
    "topic_mastery": (
        "숙달도 {mean} (90% 구간 {low}~{high}, {n}회 풀이)",
        "Mastery {mean} (90% interval {low}~{high}, {n} answers)",
    ),
    "topic_unknown": (
        "아직 푼 문제가 없습니다. 퀴즈를 풀면 숙달도가 여기에 나옵니다.",
        "No questions answered yet. Take a quiz and your mastery stands here.",
    ),
    "topic_sentences": ("대표 문장", "Typical sentences"),
    "topic_no_sentences": (
        "문장으로 된 글이 적어 대표 문장을 고르지 못했습니다.",
        "There are too few full sentences to choose typical ones.",
    ),
    "topic_ask": ("질문하기", "Ask"),
    "topic_question": ("{word}에 대해 설명해 줘.", "What is {word}?"),
    "topic_quiz": ("퀴즈 풀기", "Take a quiz"),
    "topic_summary": ("요약하기", "Summarise"),
}
