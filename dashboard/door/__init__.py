"""The door: what anybody meets before they are signed in. Nothing of Streamlit is reached without a session."""
