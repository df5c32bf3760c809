"""The parts of the queue's page: the card in hand, the cards below it, what can be done to them, and saved views."""
