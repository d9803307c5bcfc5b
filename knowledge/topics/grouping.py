"""Points in groups: Ward's agglomerative clustering, whose tree is cut twice, so that every small group lies in
one large one.

Ward compares every pair, so many points are first brought to SMALLEST_GROUPS small groups (k-means over batches), whose
middles are clustered. Everything is seeded: the same points give the same groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.topics.topic_vectors import Points, to_unit

Labels = NDArray[np.int64]
MOST_COMPARED = 3_000  # points: their distances take 36 MB
SMALLEST_GROUPS = 1_000  # of more points than that
BATCH_POINTS = 4_096


@dataclass(frozen=True)
class MergeTree:
    """Ward's tree over small groups: ``links`` as scipy writes them, ``middle`` of each point its small group."""

    links: NDArray[np.float64]
    middle: Labels

    def cut(self, groups: int) -> Labels:
        """The group of every point, of so many groups."""
        from scipy.cluster.hierarchy import fcluster

        found = fcluster(self.links, groups, criterion="maxclust").astype(np.int64) - 1
        return found[self.middle]


def build_tree(points: Points) -> MergeTree:
    """The tree over points ``(n, d)``, two at least."""
    from scipy.cluster.hierarchy import ward
    from sklearn.cluster import MiniBatchKMeans

    if len(points) <= MOST_COMPARED:
        return MergeTree(ward(points), np.arange(len(points)))
    near = MiniBatchKMeans(
        SMALLEST_GROUPS, batch_size=BATCH_POINTS, n_init=1, max_iter=3, init="random", random_state=0
    ).fit(points)
    used, middle = np.unique(near.labels_, return_inverse=True)
    return MergeTree(ward(to_unit(near.cluster_centers_[used].astype(np.float32))), middle.astype(np.int64))
