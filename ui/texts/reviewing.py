"""The texts of the review of feedback: Korean first, English second; held by ``ui.texts.catalogue``."""

REVIEW_TEXTS: dict[str, tuple[str, str]] = {
    "feedback_review": ("검토", "Review"),
    "feedback_intro": (
        "답변에 남긴 의견을 살펴보고, 모델이 배워도 되는 것을 고릅니다. 쓰기로 한 것만 학습 자료가 되고, 아무것도 지워지지 않습니다.",
        "Look at what was said of answers, and choose what the model may learn from. Only what is accepted becomes "
        "training data; nothing is deleted.",
    ),
    "feedback_empty": (
        "아직 남긴 의견이 없습니다. 질문에서 답변 아래의 좋아요, 아쉬워요를 누르고 바른 답을 적으면 여기에 모입니다.",
        "Nothing was said yet. Press Good or Bad under an answer in Ask, or write a better one; it is gathered here.",
    ),
    "feedback_none_here": ("이 상태의 의견이 없습니다.", "Nothing in this state."),
    "feedback_pending": ("검토 전", "Waiting"),
    "feedback_accepted": ("쓰기로 함", "Accepted"),
    "feedback_rejected": ("쓰지 않음", "Rejected"),
    "feedback_withdrawn": ("취소됨", "Withdrawn"),
    "feedback_thumb": ("의견", "Opinion"),
    "feedback_correction": ("바른 답", "Corrected answer"),
    "feedback_shown": ("보여 준 답", "The answer shown"),
    "feedback_said": ("이유", "Reason"),
    "feedback_evidence": ("그때의 근거 {n}곳", "Evidence at that time ({n})"),
    "feedback_support": ("교재와 견주면: {state}", "Held against the books: {state}"),
    "feedback_unsupported": (
        "교재에서 뒷받침을 찾지 못했습니다. 바른지 직접 확인한 뒤 고르세요.",
        "The books do not carry it. Make sure that it is right before you accept it.",
    ),
    "feedback_accept": ("쓰기", "Accept"),
    "feedback_reject": ("쓰지 않기", "Reject"),
    "feedback_reopen": ("검토 되돌리기", "Undo the review"),
    "feedback_teaches": (
        "쓰기로 한 의견 {n}개가 학습 자료에 들어갑니다. 모델에서 어댑터를 학습하고 시험으로 견준 뒤 바꿀 수 있습니다.",
        "{n} accepted opinions go into the training data. Train an adapter in Model, and let the exam decide.",
    ),
    "feedback_go_model": ("모델로 가기", "Go to Model"),
    "feedback_more": ("더 보기 ({n}개)", "Show {n} more"),
}
