"""What the parts say to each other: records, events, ids, names, errors, codec."""
