"""What protecting costs.

What lives here: one measurement. What this folder must not know: how rows are judged.
"""
