"""What lies beyond the printed theorems of Wei, Zhu and Zhang, by sampling and by training on samples."""
