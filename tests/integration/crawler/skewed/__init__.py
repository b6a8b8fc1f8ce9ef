"""Put on the path of a process whose clock is to be wrong."""
