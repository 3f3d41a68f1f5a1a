"""Reading lists of local resources: files in, rows with values, remarks and reasons out."""
