"""The demo's world over HTTP: one file per source puts its hand-written posts into its platform's shape."""
