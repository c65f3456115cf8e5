"""What checks of several papers share: derivations, certified digits, random models, how they decide."""
