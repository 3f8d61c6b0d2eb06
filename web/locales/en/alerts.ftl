account-alerts-heading = My alerts
alerts-heading = My alerts
alerts-lead = An alert follows a search and writes to you when something new answers it. Nothing is told twice.
alerts-none = You have no alert yet. Search, then choose “Tell me”.
alerts-sharing = See what is shared
alerts-caption = { $count ->
    [one] { $count } alert
   *[other] { $count } alerts
}
alert-header-name = Name
alert-header-sought = Search followed
alert-header-pace = Pace
alert-header-found = Found
alert-header-place = Place
alert-header-when = Date
alert-pace-at_once = At once
alert-pace-daily = Every day
alert-pace-weekly = Every week
alert-pace-paused = Paused
alert-found = { $count ->
    [one] { $count }, on { $when }
   *[other] { $count }, the last on { $when }
}
alert-found-nothing = Nothing so far
alert-found-heading = What it has found
alert-found-caption = { $count ->
    [one] { $count } result, the newest first
   *[other] { $count } results, the newest first
}
alert-new-heading = Tell me
alert-new-fournisseurs = We will write to you when a supplier that is new, or whose page changes, answers this search.
alert-new-mutualisation = We will write to you when an offer or a request that is new, or changed, answers this search.
alert-not-understood = This search can’t be followed as it is.
alert-back = Back to the search
alert-results = See today’s results
alert-since = Followed since
alert-edit-heading = Change the alert
alert-delete-heading = Delete the alert
alert-delete-text = You can undo it right after.
alert-link = Tell me what is new in this search
alerts-leave-text = Pause what this e-mail told you of. You can take it up again whenever you like, from your alerts.
field-alertName = Name of the alert
hint-alertName = It will be the subject of the e-mails.
field-pace = When to tell you
submit-suivre = Create the alert
submit-alerte = Save the alert
submit-suspendre-alerte = Pause
submit-supprimer-alerte = Delete
submit-rendre-alerte = Undo the deletion
submit-pause-alertes = Pause
done-alert-saved = The alert is saved.
done-alert-deleted = The alert is deleted.
done-alert-restored = The alert is back.
done-alert-paused = The alert is paused.
done-alert-resumed = The alert goes on.
done-alerts-paused = Paused. You can take it up again from your alerts.
event-alert_changed = Alert created, changed or deleted
kept-alerts-what = Your alerts and what they found
kept-alerts-why = To write to you of what you look for, once
kept-alerts-long = Until they are deleted, or the account is erased
invalid-alert-everything = An alert asks for something: words, a territory, a theme, a guarantee…
invalid-alert-many = You have { $most } alerts already. Delete one first.
invalid-alert-name = Give the alert a name.
alert-resume-at_once = Resume, at once
alert-resume-daily = Resume, every day
alert-resume-weekly = Resume, every week
alert-of-request = Offers that answer your request
digest-heading = Hour of digests
digest-text = What your alerts find daily or weekly comes together, at the hour you choose ({ $zone }).
digest-zone-link = Change the time zone
digest-hour = { $hour }:00
done-alert-known = You had this alert already: here it is.
invalid-alert-everything-shared = An alert asks for something: words, a place, a type, a day…
