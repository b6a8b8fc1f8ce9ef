"""A folder for PYTHONPATH: a stream in which some postings are fatal."""
