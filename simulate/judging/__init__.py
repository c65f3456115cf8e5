"""How samples decide a claim: rules that are fixed before anything is drawn."""
