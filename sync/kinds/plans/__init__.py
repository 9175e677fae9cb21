"""What marketing promises and the field owes."""
