"""The personal data server of the AT Protocol, and the directory that it registers accounts with."""
