"""Facts for a judgement, gathered from the records of all centers at once.

The only reader of the other apps: whatever a rule may ask is collected here, in a constant number
of queries, in the vocabulary of `docs/scenario.md`. What is not recorded is absent, never false
and never zero.
"""

from subsidies.facts.gather import CenterFacts, Query, gather
from subsidies.facts.references import Reference

__all__ = ["CenterFacts", "Query", "Reference", "gather"]
