"""Questions before they are asked."""
