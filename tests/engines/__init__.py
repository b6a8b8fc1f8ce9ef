"""Real engines for the tests: started on free ports in temporary folders, ended with the tests."""
