"""How the sentence model of a rubric is taught. Nothing here runs in the program itself."""
