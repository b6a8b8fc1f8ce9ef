"""The harness that starts real engines for the tests."""
