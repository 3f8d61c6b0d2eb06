standing-barred = Doesn’t count
guarantee-barred-text = Another period of this guarantee is refused or suspended: this one doesn’t count while that decision stands. Appeal against it on the page of the period it is about, or send evidence for this one.
invalid-guarantee-barred = A period of this guarantee is refused or suspended: no other can be added. Appeal against that decision on the page of the period it is about.
invalid-renewal-begins = This guarantee holds until { $day }: what follows begins after that day.
invalid-review-appealed = This decision is under appeal: someone else looks at it, so it can’t be taken back.
supplier-lapsed = { $count } guarantees that ended or are suspended
end-supposed = { $day } (supposed, from how long the scheme usually holds)
until-supposed = until { $date } (supposed)
