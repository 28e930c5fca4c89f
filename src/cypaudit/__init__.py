"""Audits integrated care strategies and joint forward plans for what they say about children."""

__version__ = "0.1.0"
