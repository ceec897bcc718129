"""What is read of the roll (`roll`) and of its access codes (`codes`)."""
