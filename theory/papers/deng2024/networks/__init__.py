"""What the authors of BSAM report or cite: convergence, flatness and accuracy on networks."""
