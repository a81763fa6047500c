"""The measured comparisons, one command each. Figures for people; nothing here fails a build."""
