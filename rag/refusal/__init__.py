"""What the refusal decision knows: the things that a question fixes, and what the passages say of them."""
