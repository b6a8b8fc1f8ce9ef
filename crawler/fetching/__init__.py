"""How pages are brought: Scrapy with its open ends closed, robots.txt, leases ahead of need."""
