"""The command line. A command parses, calls one workflow, shows, and exits."""
