report-text-item = Say what isn’t right on the page “{ $name }”, of { $owner }. A moderator of its territory will look.
report-text-network = Say what isn’t right on the page of the network { $name }. Its moderators will look.
report-text-territory = Say what isn’t right on the page of this territory: { $name }. The network that animates it will look, or the national pilot.
report-text-everyone = Say what isn’t right on this page: “{ $name }”. The national pilot will look.
report-no-term = None in particular
report-email = Your address, to learn what came of it
report-email-hint = It serves this answer alone, is shown to nobody, and is erased a week later.
field-topic = What is wrong
field-term = Glossary term
topic-wrong = Some information is wrong
topic-outdated = Some information is out of date
topic-broken = A link or a button doesn’t work
topic-wording = A mistake, or words that are hard to understand
topic-other = Something else
page-home = Home
case-seen = Page where the error is seen: { $page }
shared-by-name =
    { $count ->
        [0] No offer or request of this name
        [one] { $count } offer or request, by its name and without filters
        *[other] { $count } offers or requests, by their name and without filters
    }
