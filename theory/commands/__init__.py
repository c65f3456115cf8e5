"""The commands of ``python -m theory`` that need a module of their own."""
