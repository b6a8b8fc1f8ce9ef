"""One file per site: what to ask it for, and what its pages say."""
