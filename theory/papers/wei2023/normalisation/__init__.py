"""Section 4.1: is w_2 = ... = w_{d+1} = 1 without loss of generality? For ST, AT and SAM on the robust weight."""
