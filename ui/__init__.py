"""What people touch: the Streamlit app and the command line; nothing imports this package."""
