"""The flatness indicator problem: what MaxS and BilS see of a loss that is curved differently on its two sides."""
