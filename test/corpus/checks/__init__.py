"""The checks of the corpus: one module a kind of check, and what they share (report, program, database, elf)."""
