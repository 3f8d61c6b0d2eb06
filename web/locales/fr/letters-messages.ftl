letter-message-action = Lire et répondre
letter-message-new-subject = { $who } écrit à { $about } : { $subject }
letter-message-new-text = { $who } vous écrit par BDIS PRO :{"\u000A\u000A"}{ $text }
letter-message-answer-subject = Réponse de { $about } : { $subject }
letter-message-answer-text = { $who }, pour { $about }, vous répond par BDIS PRO :{"\u000A\u000A"}{ $text }
