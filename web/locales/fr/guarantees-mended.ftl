standing-barred = Ne compte pas
guarantee-barred-text = Une autre période de cette garantie est refusée ou suspendue : celle-ci ne compte pas tant que la décision tient. Contestez cette décision depuis la période qu’elle concerne, ou envoyez un justificatif de celle-ci.
invalid-guarantee-barred = Une période de cette garantie est refusée ou suspendue : aucune autre ne s’y ajoute. Contestez cette décision depuis la période qu’elle concerne.
invalid-renewal-begins = Cette garantie court jusqu’au { $day } : la suite commence après ce jour.
invalid-review-appealed = Cette décision est contestée : quelqu’un d’autre l’examine, elle ne se reprend plus.
supplier-lapsed = { $count } garanties terminées ou suspendues
end-supposed = { $day } (supposé, d’après la durée habituelle du dispositif)
until-supposed = jusqu’au { $date } (supposé)
