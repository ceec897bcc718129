"""A small sound `.pb` file, and changed ones."""

SOUND = """META
key;value
description;Local PB in Example
country;Poland
unit;Example
instance;2024
num_projects;3
num_votes;2
budget;1000
vote_type;approval
rule;greedy
date_begin;01.02.2024
date_end;15.02.2024
currency;PLN
PROJECTS
project_id;cost;votes;name;selected
01;600;2;Park;1
c15;300.50;1;"Hall; ""big"" one";0
L21/05/XII;400;0;Tree;
VOTES
voter_id;age;vote
v1;34;01,c15
v2;;01
"""


def changed(*replacements):
    """Return the sound file with each (old, new) replaced; every old text must be there."""
    text = SOUND
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return text
