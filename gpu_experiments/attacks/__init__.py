"""Adversarial inputs: projected gradient ascent, AutoAttack, and attacks by name."""
