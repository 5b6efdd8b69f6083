"""What the service keeps: counts of what is asked, and what people think of the answers; never who."""
