"""The findings: which are told, in which words, and the pages made of them."""
