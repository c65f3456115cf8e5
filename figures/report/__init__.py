"""The report: one folder of pages that opens from disk, made from evidence, figures and recorded runs.

Data come from the other modules as plain values; templates turn them into pages; nothing here computes a verdict.
"""
