case-abuse = Abuse reported in a conversation
case-essential = In short
template-abuse-found = Abuse found: the conversation stays closed.
template-abuse-none = No abuse: the conversation is open again.
submit-accepter-abuse = Find abuse
decide-text-abuse = Finding abuse leaves the conversation closed; refusing opens it again and needs a reason. Both sides are told by e-mail and read the reason.
abuse-between = The conversation
abuse-text = Messages stay between those who wrote them: you read what the report says, and what it quotes.
abuse-buyer = Written by
abuse-supplier = Written to
abuse-reporter = Reported by
abuse-by-buyer = { $name }, who wrote first
abuse-by-supplier = { $name }, for { $about }
claim-who = Who asks
claim-domain = Their address and the page
claim-domain-address = It is the organisation’s known address.
claim-domain-site = { $domain } is the domain of the organisation’s site.
claim-domain-record = { $domain } is the domain of the organisation’s known address.
claim-domain-other = { $domain } is neither the domain of its site nor that of its known address.
claim-domain-unknown = Neither site nor address is known to compare with: the domain is { $domain }.
claim-rivals =
    { $count ->
        [one] Someone else asks for the same page:
        *[other] { $count } others ask for the same page:
    }
claim-rival = Claim of { $date }
claim-nobody = Nobody looks after this page
count-owner =
    { $count ->
        [one] { $count } owner
        *[other] { $count } owners
    }
count-editor =
    { $count ->
        [one] { $count } editor
        *[other] { $count } editors
    }
count-reader =
    { $count ->
        [one] { $count } reader
        *[other] { $count } readers
    }
claim-changes = What the claim changes
claim-becomes-owner = This person becomes an owner
claim-source = Where the page comes from
claim-becomes-theirs = The organisation, for what it writes anew
claim-supposed = What is supposed
claim-supposed-area = the area served
claim-supposed-categories =
    { $count ->
        [one] { $count } category
        *[other] { $count } categories
    }
claim-supposed-themes =
    { $count ->
        [one] { $count } theme
        *[other] { $count } themes
    }
claim-becomes-confirmed = For this person to confirm
claim-has-owners =
    { $count ->
        [one] This page has an owner already. If you know them, ask them to invite you instead.
        *[other] This page has { $count } owners already. If you know them, ask them to invite you instead.
    }
claim-waits = Your claim of { $date } waits for the moderators’ decision. You will be told by e-mail.
seen-today = Today
seen-accepted = If you accept
seen-sheet = What the page says today
seen-nothing = nothing
seen-former = Period before
seen-declared = Declared now
evidence-changes = What is declared, and the period before
evidence-first = This is the first period: nothing was checked before.
appeal-against = The decision appealed against
essential-dates = end: { $before } → { $after }
essential-end = end: { $day }
essential-claim =
    { $count ->
        [0] nobody looks after the page
        [one] { $count } member looks after the page already
        *[other] { $count } members look after the page already
    }
report-no-field = Something else, or several
field-field = What isn’t right on the page
journal-by-network = The moderators, network { $network }
moderate-this = Moderate this page
find-heading = Find an organisation
find-text = Those you moderate, by name, SIRET or RNA number: their page can be corrected or merged, their guarantees suspended.
field-sought = Name, SIRET or RNA number
submit-trouver = Find
find-none = Nothing of this name or number among what you moderate.
find-caption = Organisations found
network-local = Local network
role-moderator-of = moderator of the network { $network }
role-administrator = administrator of BDIS PRO
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
moderate-guarantees = Guarantees declared
