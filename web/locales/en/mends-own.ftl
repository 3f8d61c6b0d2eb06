data-owned-heading = The organisations you alone own
data-owned-text = Before you erase your account, name another owner for each of them.
data-owned-heir = { $about }: if you erase your account and name nobody, { $who } becomes its owner and is told by e-mail.
data-owned-nobody = { $about }: nobody else belongs to it. If you erase your account, its page stays visible with nobody to look after it: someone else may ask to manage it, and the network’s moderators are told.
data-owned-link = Name another owner of { $about }
case-nobody-left = The last person who looked after this page erased their account. The page can be claimed; until then, nobody answers its messages or its bookings.
invited-text = { $who } invites you to join { $about } on BDIS PRO. Proposed role: { $role }.
todo-invitations =
    { $count ->
        [one] An invitation waits for your answer, below.
       *[other] { $count } invitations wait for your answer, below.
    }
own-archived-network = Write to the network { $name }
own-archived-pilot = Write to the national pilot
catalogue-tried-large = Nothing is written yet. This file is large: choose it again below, then import.
catalogue-changes = What changes
catalogue-changes-caption = Products created and changed, the first { $most }
catalogue-what = Created or changed
catalogue-is-created = Created
catalogue-is-updated = Changed
catalogue-change = { $field }: { $before } → { $after }
catalogue-new-value = { $field }: { $after }
category-or-idea = Choose one below, or write your own.
changed-meanwhile-empty = Saved meanwhile: nothing
