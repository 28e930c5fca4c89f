"""Documents with known text, made by several programs, to measure the reading on. All is invented."""
