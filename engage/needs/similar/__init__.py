"""Needs that say the same, found by words in Chinese and English, in the same place first.

The index holds what the public reads (the summaries), never what was typed. `index_need` is called by every service
that changes a need's summaries, state, privacy or area, after the change and within its transaction; `forget_need` by
whatever deletes one.
"""

from engage.needs.similar.index import forget_need, index_need, reindex
from engage.needs.similar.look_up import Match, search_ids, similar

__all__ = ["Match", "forget_need", "index_need", "reindex", "search_ids", "similar"]
