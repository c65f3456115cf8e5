"""Section 3: SAM and adversarial training, both as loss plus sharpness (eqs. 1 to 6)."""
