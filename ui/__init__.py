"""The ways in: command line, HTTP API, web chat and source viewer."""
