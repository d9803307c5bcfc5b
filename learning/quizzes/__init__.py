"""Questions put together: quizzes, mock exams, daily review."""
