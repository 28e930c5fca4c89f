"""One function a command, its stages in order."""
