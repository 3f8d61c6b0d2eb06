account-alerts-heading = Mes alertes
alerts-heading = Mes alertes
alerts-lead = Une alerte suit une recherche et vous écrit quand quelque chose de nouveau y répond. Rien ne vous est annoncé deux fois.
alerts-none = Vous n’avez pas encore d’alerte. Faites une recherche, puis choisissez « Être prévenu ».
alerts-sharing = Voir ce qui est mutualisé
alerts-caption = { $count ->
    [one] { $count } alerte
   *[other] { $count } alertes
}
alert-header-name = Nom
alert-header-sought = Recherche suivie
alert-header-pace = Rythme
alert-header-found = Trouvailles
alert-header-place = Lieu
alert-header-when = Date
alert-pace-at_once = Tout de suite
alert-pace-daily = Chaque jour
alert-pace-weekly = Chaque semaine
alert-pace-paused = En pause
alert-found = { $count ->
    [one] { $count }, le { $when }
   *[other] { $count }, la dernière le { $when }
}
alert-found-nothing = Rien pour l’instant
alert-found-heading = Ce qu’elle a trouvé
alert-found-caption = { $count ->
    [one] { $count } résultat, le plus récent d’abord
   *[other] { $count } résultats, les plus récents d’abord
}
alert-new-heading = Être prévenu
alert-new-fournisseurs = Nous vous écrirons quand un fournisseur nouveau, ou dont la page change, répond à cette recherche.
alert-new-mutualisation = Nous vous écrirons quand une offre ou une demande nouvelle, ou modifiée, répond à cette recherche.
alert-not-understood = Cette recherche ne peut pas être suivie telle quelle.
alert-back = Revenir à la recherche
alert-results = Voir les résultats d’aujourd’hui
alert-since = Suivie depuis
alert-edit-heading = Modifier l’alerte
alert-delete-heading = Supprimer l’alerte
alert-delete-text = Vous pourrez annuler juste après.
alert-link = Être prévenu des nouveautés de cette recherche
alerts-leave-text = Mettez en pause ce qui vous a été annoncé par ce courriel. Vous pourrez reprendre quand vous voudrez, depuis vos alertes.
field-alertName = Nom de l’alerte
hint-alertName = Il sera l’objet des courriels.
field-pace = Quand être prévenu
submit-suivre = Créer l’alerte
submit-alerte = Enregistrer l’alerte
submit-suspendre-alerte = Mettre en pause
submit-supprimer-alerte = Supprimer
submit-rendre-alerte = Annuler la suppression
submit-pause-alertes = Mettre en pause
done-alert-saved = L’alerte est enregistrée.
done-alert-deleted = L’alerte est supprimée.
done-alert-restored = L’alerte est rétablie.
done-alert-paused = L’alerte est en pause.
done-alert-resumed = L’alerte reprend.
done-alerts-paused = C’est en pause. Vous pouvez reprendre depuis vos alertes.
event-alert_changed = Alerte créée, modifiée ou supprimée
kept-alerts-what = Vos alertes et ce qu’elles ont trouvé
kept-alerts-why = Vous écrire de ce que vous cherchez, une seule fois
kept-alerts-long = Jusqu’à leur suppression, ou l’effacement du compte
invalid-alert-everything = Une alerte demande quelque chose : des mots, un territoire, un thème, une garantie…
invalid-alert-many = Vous avez déjà { $most } alertes. Supprimez-en une d’abord.
invalid-alert-name = Donnez un nom à l’alerte.
alert-resume-at_once = Reprendre, tout de suite
alert-resume-daily = Reprendre, chaque jour
alert-resume-weekly = Reprendre, chaque semaine
alert-of-request = Les offres qui répondent à votre demande
digest-heading = Heure des récapitulatifs
digest-text = Ce que vos alertes trouvent chaque jour ou chaque semaine arrive ensemble, à l’heure que vous choisissez ({ $zone }).
digest-zone-link = Changer de fuseau horaire
digest-hour = { $hour } h
done-alert-known = Vous aviez déjà cette alerte : la voici.
invalid-alert-everything-shared = Une alerte demande quelque chose : des mots, un lieu, un type, un jour…
