"""What a sentence claims that can be true or false: figures, dates, document numbers, names, directions."""
