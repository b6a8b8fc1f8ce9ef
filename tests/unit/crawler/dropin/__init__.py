"""The drop-in for projects written for scrapy-redis."""
