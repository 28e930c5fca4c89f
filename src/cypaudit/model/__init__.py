"""The nouns of the program: frozen dataclasses that need nothing but the standard library."""
