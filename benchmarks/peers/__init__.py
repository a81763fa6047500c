"""What a user would pick instead, a command each: the same marts from the same extracts."""
