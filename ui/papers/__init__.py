"""시험지 on the page: the list of papers, and the editor."""
