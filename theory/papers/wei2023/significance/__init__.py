"""Section 5: which differences of the reported tables exceed the noise that the paper states."""
