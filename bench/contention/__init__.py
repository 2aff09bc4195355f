"""Many clients of the state service at once, and what a crash of the server costs them."""
