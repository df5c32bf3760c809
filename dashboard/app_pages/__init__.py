"""One file for each page; Streamlit runs a page as a script.

The name is the one Streamlit's guide gives: a folder `pages/` switches an older way of finding pages on.
"""
