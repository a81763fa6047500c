"""The domain that holds the computed against the published, and publishes what agrees."""
