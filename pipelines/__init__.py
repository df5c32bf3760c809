"""The use-cases, named by the verb a user would say."""
