"""The parts of the answer without a language model: statements ranked, tables read, parts of a question answered."""
