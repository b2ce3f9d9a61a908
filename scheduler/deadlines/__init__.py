"""The computation of time: pure, deterministic, no clock, no file, no network.

Usable alone, as ``docs/library.md`` shows: ``computation.compute`` takes an ``agreement.Agreement``
and ``facts.Facts`` and gives dated occurrences with their derivations, and what must be asked;
``period``, ``business_days`` and ``procedural`` are its calculators.
"""
