"""F-SAM's direction of ascent, batch gradient minus sigma times the average: what it keeps of signal and noise."""
