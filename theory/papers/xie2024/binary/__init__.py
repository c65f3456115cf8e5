"""BiSAM's surrogates on the binary model of Wei et al. (2023): which weight perturbation does each loss find?"""
