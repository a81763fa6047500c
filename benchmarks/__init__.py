"""What is measured, one command each. Figures for people; no time that it takes fails a build."""
