letter-message-action = Read and answer
letter-message-new-subject = { $who } writes to { $about }: { $subject }
letter-message-new-text = { $who } writes to you through BDIS PRO:{"\u000A\u000A"}{ $text }
letter-message-answer-subject = Answer of { $about }: { $subject }
letter-message-answer-text = { $who }, for { $about }, answers you through BDIS PRO:{"\u000A\u000A"}{ $text }
