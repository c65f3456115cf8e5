"""What tests of several rooms share: numbers found in words, and damaged files."""
