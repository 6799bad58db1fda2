"""What `wenju serve` offers to programs, beside the page."""
