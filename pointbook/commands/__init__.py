"""What the commands of the command line do, each imported when it runs."""
