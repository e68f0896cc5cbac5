"""Review comments on a pull request: what its changes bring, each once, with the fix to accept.  No value is posted."""
