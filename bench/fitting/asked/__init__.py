"""Questions that weights are fitted on: KorQuAD's, students' own, and what is measured of each."""
