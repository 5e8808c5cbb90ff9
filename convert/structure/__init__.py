"""How the outline is found: numbering marks, numbering runs, the judgement of each run, and the parts around the body.

Signals by order of authority: the run (consecutive numbers of one family), the majority of its siblings, what follows
each member, the shape of its first sentence (length, where it ends), its words. Nothing here changes a character;
lines are at most put together (a title over several lines) or taken apart (a heading glued to its first item).
"""
