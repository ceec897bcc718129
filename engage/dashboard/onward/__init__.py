"""From an answer to a survey onward: a free text that needs action becomes a need, or a proposal of a budget."""
