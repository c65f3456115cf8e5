"""What is sampled for the claims and the figures: the tasks, and the cells in which they run."""
