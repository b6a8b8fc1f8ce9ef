"""Blobs on stores of objects that speak S3."""
