"""The binary model of Wei et al. (2023), the objectives of training on it, and the checks of arguments."""
