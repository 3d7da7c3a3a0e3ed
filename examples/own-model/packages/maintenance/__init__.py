"""What is known about the wear of the machines."""
