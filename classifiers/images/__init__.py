"""Looks at the school's own pictures: opened safely, measured and compared; nobody's face is ever recognised."""
