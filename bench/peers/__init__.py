"""Other servers that synchronise records, on the same workload. What they need is installed here, apart from ours."""
