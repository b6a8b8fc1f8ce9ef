"""When watches run, what a run came to, and how the sources stand."""
