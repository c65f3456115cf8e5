"""The example of Section 2.2 under what BiSAM maximises: the largest tanh, and its relaxation Q."""
