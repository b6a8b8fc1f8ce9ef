"""What people and programs speak to: the command and the API."""
