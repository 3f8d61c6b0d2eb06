account-messages-heading = Messages
supplier-contact = Write to this supplier
contact-heading = Write to { $name }
contact-text = Your message reaches { $name } without your address; the answer comes to you by e-mail and on your desk.
contact-sign-in = Sign in or create an account first.
contact-hint = Plain text, nothing attached.
messages-heading = Messages
messages-none = No message. You can write to a supplier from its page.
messages-caption =
    { $count ->
        [one] One conversation
        *[other] { $count } conversations
    }
messages-last = Last message
messages-next = Next conversations
message-erased = Message erased with its author’s account.
reply-heading = Answer
report-thread-heading = Report abuse
report-thread-text = A moderator will be told and the conversation closed; if they find no abuse, it opens again. Say what is wrong: what the messages say isn’t shown to them.
field-subject = Subject
field-text = Message
submit-ecrire = Send
submit-repondre = Send the answer
submit-signaler-message = Report and close
done-sent = The message is sent.
event-message_sent = Message exchanged
invalid-nobody-reads = Nobody looks after this page yet: your message would reach nobody.
invalid-thread-reported = This conversation was reported: nobody writes in it any more.
kept-messages-what = The messages you wrote
kept-messages-why = So that you and whoever you wrote to can read them again
kept-messages-long = Until your account is erased
todo-messages =
    { $count ->
        [one] One conversation waits for your answer.
        *[other] { $count } conversations wait for your answer.
    }
messages-from = With
contact-unread = Nobody looks after this page yet: no message can be passed on from here. If the list this page comes from has an e-mail address, it wasn’t given for that.
contact-unread-instead = Here is what you can do instead.
contact-network = See its network, { $name }
contact-claim = This is my organisation: look after this page
contact-report = Report an error on this page
