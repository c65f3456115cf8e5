"""Small models of other papers: a product of two factors, and a quadratic loss with momentum."""
