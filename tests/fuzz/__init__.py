"""Whatever is pasted, stored or imported: an answer in words, in bounded work, without a secret."""
