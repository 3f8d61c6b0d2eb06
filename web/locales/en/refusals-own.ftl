refused-not-member = Only this organisation’s members may.
refused-role =
    Your role in this organisation doesn’t allow it: { $role ->
        [owner] only owners may
        [editor] editors may
        *[other] members may
    }.
refused-own = You belong to this organisation: someone else decides.
refused-own-decision = It is your decision that is appealed against: someone else looks at it.
refused-territory = This organisation is outside your networks’ territory.
changed-meanwhile = Someone else saved meanwhile. What you wrote is kept below; beside it is what was saved. Save again to replace it.
changed-meanwhile-value = Saved meanwhile: “{ $value }”
changed-meanwhile-look = Someone else saved meanwhile. This page shows what is there now; if it is still what you want, do it again.
invalid-siret-digits = A SIRET has digits only.
invalid-siret-length = A SIRET has 14 digits.
invalid-siret-zero = This SIRET has no SIREN: its first nine digits are zeros.
invalid-siret-checksum = This SIRET doesn’t exist: its check digit is wrong. Check the digits.
invalid-rna = An RNA number is W followed by nine digits.
invalid-post-code = A post code has five digits.
invalid-post-code-missing = Give the town’s post code.
invalid-post-code-unknown = No town has the post code { $code }.
invalid-town = Several towns have the post code { $code }: { $towns }.
invalid-web-address = This isn’t a site’s address: it looks like https://example.fr.
invalid-identity-missing = Give a SIRET, an RNA number or a network’s voucher.
invalid-organization-known = This organisation has its page already: { $slug }.
invalid-voucher = This voucher isn’t known. Copy it in full.
invalid-voucher-used = This voucher was used already.
invalid-voucher-expired = This voucher is no longer valid: ask the network for another.
invalid-charter = The charter in force is that of { $version }: load the page again.
invalid-already-invited = This address is invited already.
invalid-too-many-members = An organisation has at most { $most } members, invitations included.
invalid-last-owner = This is the last owner: name another first.
invalid-own-already = You belong to this organisation already.
invalid-claimed-already = You have asked already: it waits.
invalid-note-missing = Write a few words.
invalid-reason-missing = Say why: the person will read it.
invalid-checked-missing = Say what you checked: it is public.
invalid-case-held = Someone else has taken this case up.
invalid-case-closed = This case is decided already, or someone else has taken it up.
invalid-case-of-guarantee = Guarantees are decided with “reviewGuarantee”.
invalid-colour = A colour is written like #0f5c43.
invalid-choice-missing = Choose.
invalid-date = A date is written like 2027-03-03.
invalid-period = The last day comes before the first.
invalid-price = A price is written like 12.50, without a sign.
invalid-category = No category answers to “{ $value }”.
invalid-category-missing = Give a purchase category: a CPV code or words.
invalid-territories = Unknown territories: { $names }.
invalid-territories-missing = Name at least one territory.
invalid-center = This place isn’t known: give a town’s name.
invalid-too-many-products = An organisation has at most { $most } products.
invalid-guarantee-held = This guarantee is declared already: open it to renew it.
invalid-renewal = Only the last period of a guarantee that has an end can be renewed.
invalid-no-evidence-now = This guarantee waits for no document.
invalid-guarantee-out = This guarantee has just changed: open it again to see where it stands.
invalid-nothing-refused = Nothing was refused or suspended.
invalid-appealed-already = Your appeal waits for a decision already.
invalid-decision = This decision can’t be taken in the guarantee’s present state.
invalid-file-empty = Choose a file.
invalid-file-large = This file is too large: 10 MB at most.
invalid-file-kind = This file is neither a PDF nor a PNG or JPEG picture.
invalid-too-many-files = { $most } documents at most.
invalid-picture = This picture can’t be read: JPEG, PNG or WebP, 10 MB and 12,000 pixels a side at most.
invalid-too-many-photos = { $most } photos at most.
invalid-alt-missing = Say what the picture shows.
invalid-catalogue-file = This file is neither a CSV nor a readable XLSX workbook.
invalid-catalogue-rows = 10,000 rows and 200 columns at most.
invalid-catalogue-empty = This file has no row below its headers.
invalid-catalogue-columns = The column “nom” is missing. Columns known: { $columns }.
invalid-catalogue-id = None of your products has this identifier.
invalid-catalogue-twice = This product stands twice in the file.
invalid-catalogue-rejected =
    { $count ->
        [one] Row { $line } is refused
        *[other] { $count } rows are refused, row { $line } among them
    }: check the file first.
invalid-catalogue-changed = “{ $name }” was changed meanwhile: start again.
invalid-merge-same = It is the same page.
invalid-merge-numbers = These two pages have numbers of two different organisations: they can’t be merged.
invalid-merge-archived = One of the two pages is archived.
invalid-merge-unknown = No page has this address or number.
invalid-merge-late = This merge is more than 30 days old: it can’t be undone.
invalid-merge-later = The page that stayed has since been merged into another: undo that merge first.
invalid-case-reopen = This decision can no longer be taken back: it is more than a day old, or was taken back already.
invalid-case-asked-again = The same request waits again already.
refused-case-of-other = Someone else made this decision.
invalid-voucher-territory = { $network } only answers for organisations of its territory.
