"""The way in: pages to sign in, sign up and reset, and what lets only who is signed in to the app."""
