"""The figures, one module a subject, and the registry of all."""
