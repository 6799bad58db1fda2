"""The chat page without its framework: what it does, says and looks like; everything from outside is escaped."""
