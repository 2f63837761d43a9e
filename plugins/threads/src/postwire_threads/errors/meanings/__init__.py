"""What answers mean: one code of our own each, in small files by what has to happen next."""
