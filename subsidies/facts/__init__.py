"""Facts for a judgement, gathered from the records of all centers at once.

The only reader of the other apps: whatever a rule may ask is collected here, in a constant number
of queries, in the vocabulary of `docs/scenario.md`. What is not recorded is absent, never false
and never zero.
"""

from subsidies.facts.gather import CenterFacts, Evidence, gather, load
from subsidies.facts.query import Query
from subsidies.facts.references import Reference, Turn

__all__ = ["CenterFacts", "Evidence", "Query", "Reference", "Turn", "gather", "load"]
