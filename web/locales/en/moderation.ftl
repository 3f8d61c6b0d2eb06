revendiquer-heading = This is my organisation
revendiquer-text = You ask to look after the page of { $name }. The network of its territory decides; the organisation’s known address is told.
revendiquer-sign-in = Sign in or create an account first.
revendiquer-note = What you do there, and how that can be checked
revendiquer-hint = For instance: director, name on the organisation’s site, number of the reception.
signaler-heading = Report an error
signaler-text = Say what isn’t right on the page of { $name }. A moderator of its territory will look.
signaler-note = What is wrong, and what is right
signaler-hint = Write nothing confidential.
queue-heading = Moderation queue
queue-empty = Nothing waits.
queue-caption =
    { $count ->
        [one] One case waits
        *[other] { $count } cases wait
    }, the oldest first
queue-next = Next cases
queue-networks = Your networks
case-all = All
case-claim = Claim of a page
case-evidence = Document for a guarantee
case-error = Error reported
case-appeal = Appeal
case-what = Kind
case-since = Age
case-state = Progress
case-age =
    { $days ->
        [0] today
        [one] { $days } day
        *[other] { $days } days
    }
case-free = Free
case-held = Taken up
case-held-mine = Taken up by you
case-held-by = Taken up by { $who } until
case-hold-text = Take the case up: nobody else will work on it for half an hour.
case-by = Asked by
case-at = On
case-note = Message
case-visitor = A visitor
case-decided = Decision
case-decided-by = Decided by
case-page = Page of { $name }
case-register = Open the public register
case-title = { $what }: { $about }
outcome-accepted = Accepted
outcome-refused = Refused
outcome-withdrawn = No longer relevant; nothing is left to decide here
case-take-back-text = You decided this case less than a day ago. If you take that back, it waits again, with those you decided at the same time, and the people who were told learn of it.
queue-first = Back to the beginning of the queue
queue-past =
    { $count ->
        [one] Nothing is left on this page; one case waits at the beginning of the queue.
        *[other] Nothing is left on this page; { $count } cases wait at the beginning of the queue.
    }
decide-heading = Decide
decide-text-claim = Accepting makes this person an owner. Refusing needs a reason, which they will read.
decide-text-error = Say what came of it; whoever reported it will read it, if they have an account or left an address.
decide-text-guarantee = Your name isn’t public; your network, the date and what you checked are.
review-note = What was checked
decision-evidence_checked = Document checked: I saw the document, and it says so
decision-register_checked = Confirmed by the public register
decision-refused = Refuse: the document doesn’t prove it
decision-suspended = Suspend
decision-restored = Restore: the appeal was right
network-kind = Kind
network-national = National pilot
network-regional = Regional network
network-thematic = Thematic network
network-territory = Territory
network-members = Members
network-suppliers = Its suppliers
network-charter = The network’s charter
network-edit = The network’s page
network-see = See the public page
voucher-heading = Voucher for an organisation without a number
voucher-text = A collective with neither SIRET nor RNA number creates its page with this code: your network answers for it. It serves once, within 30 days.
voucher-note = For whom
voucher-made = Here is the voucher
voucher-made-text = Write it down: it is shown this once.
merge-link = This is a duplicate of another page
merge-heading = Duplicate of { $name }
merge-alike = Pages that look alike
merge-other = The other page
merge-text = Which other page is about the same organisation as { $name }?
field-other = Address of its page, or SIRET
hint-other = For instance le-pain-leve-rennes, or 732 829 320 00074.
submit-comparer = Compare
fact-town = Town
fact-number = Number
fact-address-of-page = Address of the page
merge-both = The two pages
merge-what = What
merge-this = This page
merge-that = The other page
merge-products = Products
merge-guarantees = Guarantees
merge-members = Members
merge-decide = Merge
merge-what-happens = Products, guarantees, documents, members, messages and cases go to the page that stays; what it lacks is taken from the other, whose address leads there. Members of both pages are told.
merge-undo-text = A merge can be undone for 30 days; what came meanwhile to the page that stays remains there.
field-kept = Page that stays
merge-keep-this = This page: { $name }
merge-keep-that = The other page: { $name }
hint-reason-merge = Members of both pages will read it. For instance: same association, entered twice.
submit-fusionner = Merge the two pages
merge-made = Pages merged into this one
submit-separer = Separate
done-merged = The two pages are now one.
done-separated = The two pages are separate again.
case-choice = { $about }: { $note }
case-many =
    { $more ->
        [0] { $about }
        [one] { $about } and { $more } other
        *[other] { $about } and { $more } others
    }
field-cases = Cases
decide-many = Decide several cases
decide-many-text = One decision and one reason for all you tick, or for none.
decided-lately = Your decisions of the last day
decided-lately-text = For a day you can take a decision back: the cases wait again, and whoever became an owner by it no longer is.
decided-undo = Take back
submit-reprendre-decision = Take this decision back
done-reopened = The decision is taken back; what it was about waits again.
review-take-back = Take your decision back
review-take-back-text = You decided on this guarantee less than a day ago. If you take this decision back, the guarantee is as before, and its organisation is told.
hint-reason-template = Follows the usual reason, or replaces it.
hint-reason-guarantee = Needed to refuse, to suspend or to uphold. Follows the usual reason, or replaces it.
decide-many-kind = Several cases of one kind can be decided together: choose a kind above first.
decide-many-appeal = An appeal needs what was decided to be read again: each is decided on its own page.
decide-many-evidence = Confirming needs each document to be read, on its page. You can refuse several for one reason, which their organisations will read; for a day they can be taken back together.
case-nobody-left = The last person who looked after this page erased their account. The page can be claimed; until then, nobody answers its messages or its bookings.
case-closed = Case closed
decision-upheld-refused = Uphold the refusal: the appeal was not right
decision-upheld-suspended = Uphold the suspension: the appeal was not right
decide-nothing = Nothing can be decided of this guarantee as it stands.
reopen-others = Take the others back
reopen-others-text = What was decided in the same act and can still be taken back will wait again.
submit-reprendre-les-autres = Take the others back
case-release-text = You took this case up. Hand it back if you don’t work on it: your colleagues can take it up at once.
submit-rendre-dossier = Hand the case back
