"""Needs that say the same, found by words in Chinese and English, in the same place first.

The index holds what the public reads (the summaries), never what was typed. `index_need` is called by every service
that changes a need's summaries, state, privacy or area, after the change and within its transaction.
A need that is deleted leaves the index by itself.
"""

from engage.needs.similar.index import index_need, reindex
from engage.needs.similar.look_up import Match, search_ids, similar

__all__ = ["Match", "index_need", "reindex", "search_ids", "similar"]
