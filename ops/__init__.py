"""The launcher: plain standard-library Python that prepares, starts and stops everything."""
