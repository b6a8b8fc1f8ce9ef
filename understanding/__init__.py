"""Pure rules that turn the text of a posting into what it says."""
