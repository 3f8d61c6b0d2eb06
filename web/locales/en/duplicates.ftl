duplicates-heading = Suspected duplicates
duplicates-text = These pages may be about one organisation. Compare them, then merge them, or say that they aren’t the same: you won’t be shown them again.
duplicates-none = No page seems to double another.
duplicates-caption = Pages that look alike, the likest first
duplicates-why = Why
duplicates-next = Next pages
duplicates-count =
    { $count ->
        [0] No suspected duplicate
        [one] { $count } suspected duplicate to look at
        *[other] { $count } suspected duplicates to look at
    }
duplicates-many = More than { $count } suspected duplicates to look at
duplicates-pair = { $one } and { $other }
duplicates-siren = same enterprise (SIREN) in the same commune
duplicates-name = same name in the same commune
duplicates-near-name = very near name, in the same place
duplicates-far-name = very near name, in the same département
duplicates-site = same website
duplicates-told = Said to be distinct
submit-distinguer = They aren’t the same
submit-rapprocher = Take this back
done-told-apart = Noted: these are two organisations. This pair is no longer suggested.
done-told-alike = Noted: this pair is suggested again if the pages look alike.
event-organizations_told_apart = Compared with a page that looks like it
