case-correct = Correct the details
correct-text = You correct this page in your network’s name: the journal says who did, and imports no longer write over it.
event-register_read = Public register read
