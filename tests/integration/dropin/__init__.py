"""Projects written for scrapy-redis, on its own scheduler and on ours."""
