supplier-photos = Photos
supplier-photos-more =
    { $count ->
        [one] { $count } more photo
       *[other] { $count } more photos
    }
invalid-picture-huge = This picture has more than 12,000 pixels on a side: send a smaller one, or a PDF.
done-declared-ended = The guarantee is declared. It has already ended, so it won’t be checked. If it was renewed, declare what follows below.
suspended-on = on { $date }, by { $who }
by-network = the network { $network }
by-moderators = the moderators
by-register = the public register, read by the moderators
steps-heading = Steps of this guarantee
step-what = Step
step-by = By
step-why = Reason, or what was seen
field-template = Usual reason
template-none = None
template-claim-role = Say what you do there and how that can be checked, then ask again.
template-claim-email = Nothing shows that you act for this organisation: use an e-mail address in its name.
template-claim-other = This page is another organisation’s, not yours.
template-error-done = Corrected, thank you.
template-error-confirmed = The organisation confirms what is written.
template-error-vague = We didn’t find the error: say what is wrong, and what is right.
template-guarantee-unreadable = The document can’t be read: send a clear copy with an appeal.
template-guarantee-ended = The document is no longer valid: send the one in force with an appeal.
template-guarantee-other = The document concerns another organisation.
template-guarantee-unproven = The document doesn’t prove this guarantee: send the decision or the certificate with an appeal.
template-guarantee-register = The public register no longer lists this guarantee.
hint-reason-template = Follows the usual reason, or replaces it.
hint-reason-guarantee = Needed to refuse, to suspend or to uphold. Follows the usual reason, or replaces it.
decide-many-kind = Several cases of one kind can be decided together: choose a kind above first.
decide-many-appeal = An appeal needs what was decided to be read again: each is decided on its own page.
decide-many-evidence = Confirming needs each document to be read, on its page. You can refuse several for one reason, which their organisations will read; for a day they can be taken back together.
submit-refuser-documents = Refuse these documents
reason-repeated = { $column }: “{ $value }” contradicts line { $other }, which names the same organisation. The first reading stays.
reason-commune-supposed = “{ $value }” is no commune known here: { $other } is supposed from the post code.
