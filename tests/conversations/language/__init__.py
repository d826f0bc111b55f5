"""Stories about conversations, read and played: see ../README.md."""
