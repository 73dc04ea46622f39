"""The list as it will be, shown on this machine and made again while it is written."""
