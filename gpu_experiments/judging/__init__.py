"""How records of runs decide a statement: measured tables and the fixed rule."""
