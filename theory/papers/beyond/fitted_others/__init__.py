"""F-SAM's parts, label noise and stronger attacks on networks that fit; told once their runs are recorded."""
