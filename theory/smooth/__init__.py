"""The binary model with logistic and hinge loss: optima, minibatches and moving averages."""
