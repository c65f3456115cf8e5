"""The figures: drawn from ``theory`` and from recorded results, never by running an experiment."""
