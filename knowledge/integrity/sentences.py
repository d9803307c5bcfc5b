"""What each problem of a library is called for people, in Korean and English: what it is and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from knowledge.models import Problem


class ProblemSentence(NamedTuple):
    """A problem's sentence in both languages."""

    korean: str
    english: str


BUILT_AGAIN = ProblemSentence(
    "검색에 쓰는 내용이 교재와 맞지 않습니다. 교재와 학습 기록은 그대로이고, 복구하면 다시 만듭니다.",
    "What searching uses does not fit the book. The book and your records are as they were; a repair makes it anew.",
)
READ_AGAIN = ProblemSentence(
    "교재에서 읽은 내용이 온전하지 않습니다. 보관된 파일에서 다시 읽습니다. 파일이 없으면 온전한 쪽만 남고, 없어진 쪽을 적어 둡니다.",
    "What was read from the book is not whole. It is read again from the kept file; without one the whole pages stay, "
    "and those that are lost are named.",
)
PROBLEM_SENTENCES: dict[str, ProblemSentence] = {
    "database_damaged": ProblemSentence(
        "서재 데이터베이스가 손상되었습니다. 복구하면 온전한 내용을 한 줄씩 되찾고, 손상된 파일은 따로 보관합니다.",
        "The database is damaged. A repair recovers what is whole row by row and keeps the damaged file.",
    ),
    "last_writes_lost": ProblemSentence(
        "마지막에 저장한 내용의 일부를 읽을 수 없습니다. 그때 푼 문제나 대화가 남아 있는지 확인해 주세요.",
        "Some of what was stored last cannot be read. See whether what you did then is there.",
    ),
    "rows_lost": ProblemSentence(
        "되찾지 못한 기록이 있습니다. 손상된 줄은 버리지 않고 따로 보관했습니다. 백업이 있으면 hyunmoo restore 로 복원해 주세요.",
        "Some records could not be recovered; the damaged rows are kept aside. If you have a backup, restore it.",
    ),
    "cells_lost": ProblemSentence(
        "기록의 일부 칸을 되찾지 못해 비웠습니다. 손상된 줄은 따로 보관했습니다.",
        "Some fields of records could not be recovered and were emptied; the damaged rows are kept aside.",
    ),
    "rows_unreadable": ProblemSentence(
        "읽을 수 없는 줄이 있습니다. 복구하면 온전한 것은 되찾고, 되찾지 못한 것은 따로 보관합니다.",
        "Some rows cannot be read. A repair recovers what is whole and keeps the rest aside.",
    ),
    "rows_changed": ProblemSentence(
        "저장할 때와 내용이 달라진 기록이 있습니다. 디스크가 손상되었거나 다른 프로그램이 바꾼 것입니다. 적힌 기록을 확인하고, 백업이 "
        "있으면 hyunmoo restore 로 복원해 주세요. 복구하면 지금 내용을 그대로 둡니다.",
        "Some records are not what was stored: the disk is failing, or another program changed them. Look at those "
        "that are named, and restore a backup if you have one. A repair leaves them as they are now.",
    ),
    "rows_gone": ProblemSentence(
        "저장했던 기록이 없어졌습니다. 백업이 있으면 hyunmoo restore 로 복원해 주세요. 복구하면 남은 기록만으로 이어 갑니다.",
        "Some records that were stored are gone. If you have a backup, restore it. A repair goes on with what is left.",
    ),
    "threads_missing": ProblemSentence(
        "대화의 이름이 없어졌습니다. 복구하면 첫 질문으로 이름을 다시 붙입니다. 질문과 답변은 그대로입니다.",
        "Names of conversations are gone. A repair names them after their first questions; nothing else is lost.",
    ),
    "cards_missing": ProblemSentence(
        "복습 일정이 없어진 문제가 있습니다. 복구하면 풀이 기록으로 다시 계산합니다.",
        "Some questions have lost their review dates. A repair works them out from the answers again.",
    ),
    "record_lost": ProblemSentence(
        "서재 데이터베이스가 비어 있는데 보관된 교재 파일이 있습니다. 파일은 지우지 않았습니다. hyunmoo reread 로 다시 읽거나, "
        "백업이 있으면 hyunmoo restore 백업파일 로 복원해 주세요.",
        "The database is empty, but files of books are kept. None was deleted. Read them again with hyunmoo reread, or "
        "restore a backup with hyunmoo restore FILE.",
    ),
    "source_lost": ProblemSentence(
        "목록에서 없어진 자료가 있습니다. 보관된 파일에서 다시 읽습니다.",
        "A source is gone from the list. It is read again from its kept file.",
    ),
    "source_found": ProblemSentence(
        "이름이나 주인, 파일이 잘못 적힌 자료가 있습니다. 복구하면 따로 적어 둔 대로 되돌립니다.",
        "A source has lost its name, its owner or its file. A repair gives it back what was written down beside it.",
    ),
    "file_orphan": ProblemSentence(
        "어느 자료의 것도 아닌 파일이 있습니다. 복구하면 지우지 않고 따로 보관합니다. hyunmoo reread 로 읽어 볼 수 있습니다.",
        "A kept file is no source's. A repair puts it aside, undeleted; hyunmoo reread can try to read it.",
    ),
    "file_changed": ProblemSentence(
        "보관된 파일이 저장할 때와 다릅니다. 읽어 둔 내용은 그대로입니다. 같은 파일을 다시 올리면 바로잡힙니다.",
        "A kept file is not what was stored. What was read from it is as it was; add the same file again to mend it.",
    ),
    "file_missing": ProblemSentence(
        "보관된 파일이 없습니다. 읽어 둔 내용은 그대로이고 쪽 그림만 볼 수 없습니다. 같은 파일을 다시 올리면 되살아납니다.",
        "A kept file is missing. What was read from it is as it was; only pictures of pages cannot be shown. Add the "
        "same file again.",
    ),
    "picture_damaged": ProblemSentence(
        "보관된 그림이 없거나 저장할 때와 다릅니다. 복구하면 다음에 볼 때 원본 파일에서 다시 그립니다.",
        "A kept picture of a figure is missing or changed. A repair has it drawn again when it is next looked at.",
    ),
    "picture_ownerless": ProblemSentence(
        "어느 자료의 것도 아닌 그림이 남아 있습니다. 복구하면 지웁니다.",
        "A kept picture belongs to no source. A repair removes it.",
    ),
    "partial_left": ProblemSentence(
        "쓰다 만 파일이 남아 있습니다. 온전한 것이 따로 있어 복구하면 지웁니다.",
        "A file that was being written was left. A repair removes it; nothing is lost.",
    ),
    "reading_left": ProblemSentence(
        "읽다가 중단된 자료의 앞부분이 남아 있습니다. 복구하면 치웁니다. 파일을 다시 올려 주세요.",
        "The first pages of a source whose reading ended are left. A repair clears them; add the file again.",
    ),
    "reading_interrupted": ProblemSentence(
        "읽다가 중단된 파일입니다. 저장된 내용은 없습니다. 다시 올려 주세요.",
        "The reading of a file was interrupted. Nothing of it was kept; add it again.",
    ),
    "source_expired": ProblemSentence(
        "삭제한 지 7일이 지난 자료가 남아 있습니다. 복구하면 비웁니다.",
        "A source that was removed more than seven days ago is left. A repair clears it.",
    ),
    "rows_orphan": BUILT_AGAIN,
    "owner_wrong": ProblemSentence(
        "다른 사람의 이름이 적힌 줄이 있습니다. 복구하면 자료의 주인에게 돌려줍니다.",
        "Some rows carry another owner's name. A repair gives them to the source's owner.",
    ),
    "checkpoints_damaged": ProblemSentence(
        "이어 묻기에 쓰는 파일이 손상되었습니다. 대화와 답변은 그대로이고, 앞 질문을 이어받는 것만 새로 시작합니다.",
        "The file of follow-up questions is damaged. Conversations are as they were; only follow-ups begin anew.",
    ),
    "citation_moved": ProblemSentence(
        "인용이 교재의 글과 어긋납니다. 복구하면 제자리를 찾고, 찾지 못한 것은 '근거 없음'으로 표시합니다.",
        "Citations do not fit the book's text. A repair finds their places, or marks them as without evidence.",
    ),
    **dict.fromkeys(("pages_missing", "page_numbers", "page_offsets", "boxes_damaged", "heading_range"), READ_AGAIN),
    **dict.fromkeys(("headings_changed", "tables_changed"), READ_AGAIN),
    **dict.fromkeys(("entries_changed", "findings_changed"), BUILT_AGAIN),
    **dict.fromkeys(
        ("passage_text", "passages_missing", "passage_page", "sentence_spans", "tokens_damaged"), BUILT_AGAIN
    ),
    **dict.fromkeys(
        ("lengths_missing", "postings_missing", "postings_damaged", "entry_text", "names_wrong"), BUILT_AGAIN
    ),
    **dict.fromkeys(
        ("vectors_unknown", "vectors_missing", "vectors_damaged", "index_damaged", "index_stale"), BUILT_AGAIN
    ),
}


def describe_problem(problem: Problem, english: bool = False) -> str:
    """A problem's sentence for people."""
    found = PROBLEM_SENTENCES[problem.code]
    return found.english if english else found.korean
