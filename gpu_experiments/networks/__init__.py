"""The networks, by name and from a seed."""
