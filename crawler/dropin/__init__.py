"""For projects written for scrapy-redis: the same spiders on our frontier, by two settings."""
