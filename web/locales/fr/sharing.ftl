own-sharing = Mutualisation
sharing-text = Ce que l’organisation propose aux autres et ce qu’elle cherche : locaux, équipements, compétences, transport, achats groupés.
sharing-new = Proposer ou chercher quelque chose
sharing-new-text = Quelques lignes suffisent. Le reste peut être complété plus tard.
sharing-none = Rien encore. Proposez une salle, un véhicule, une compétence, ou dites ce que vous cherchez.
sharing-caption = Offres et demandes : { $count }
sharing-see = Voir la page publique
sharing-archive = Retirer ou remettre
sharing-archive-text = La page ne se voit plus, sauf par vos membres. Les réservations passées restent. Tant que des réservations sont à venir, annulez-les d’abord.
sharing-restore-text = La page est de nouveau visible par tous.
sharing-over-text = Le dernier jour est passé : les autres ne trouvent plus cette page et ne réservent plus. Pour la montrer à nouveau, changez le dernier jour de l’offre.
sharing-archived-text = Cette page est retirée : seuls les membres de l’organisation la voient.
sharing-extras = À réserver avec
sharing-extras-text = Ce que l’on peut ajouter à la réservation, parmi vos autres offres. Tout est réservé ensemble, ou rien.
sharing-photos = Photos
sharing-photos-none = Aucune photo. Une image aide à se décider.
sharing-photos-caption = Photos, huit au plus
sharing-title = { $name }, { $owner }
sharing-over = Ce n’est plus proposé.
sharing-not-yet = Proposé à partir du { $date }.
sharing-conditions = Conditions
sharing-price = Prix
sharing-exchange = Échange souhaité
sharing-deposit = Caution
sharing-cancellation = Annulation
sharing-insurance = Assurance
sharing-audience = Qui peut réserver
sharing-booking = Réservation
sharing-hours = Horaires
sharing-never-open = Aucun horaire régulier.
sharing-exceptions = Jours particuliers
sharing-zone = Heures locales ({ $zone }).
sharing-next = Premier créneau libre
sharing-book = Réserver
sharing-write = Écrire
sharing-edit = Modifier cette page
sharing-blurred = L’adresse exacte est donnée avec la réservation acceptée.
sharing-with = À réserver avec
sharing-matches-request = Offres qui répondent à cette demande
sharing-matches-offer = Demandes auxquelles cette offre répond
sharing-matches-none = Aucune pour le moment.
sharing-address = Adresse
sharing-place = Lieu
sharing-radius = Déplacement
sharing-radius-km = jusqu’à { $km } km
sharing-places = Capacité
sharing-persons =
    { $count ->
        [one] { $count } personne
       *[other] { $count } personnes
    }
sharing-unit = unité
sharing-each = { $count } par { $unit }
sharing-units = Quantité
sharing-accessibility = Accessibilité
sharing-accessibility-note = Précisions d’accessibilité
sharing-access = Accès
sharing-valid = Valable
sharing-day-0 = lundi
sharing-day-1 = mardi
sharing-day-2 = mercredi
sharing-day-3 = jeudi
sharing-day-4 = vendredi
sharing-day-5 = samedi
sharing-day-6 = dimanche
supplier-shares = Ce que l’organisation partage
supplier-shares-more =
    { $count ->
        [one] et { $count } autre
       *[other] et { $count } autres
    }
direction-offer = Offre
direction-request = Demande
resource-kind = Nature
resource-kind-premises = Local
resource-kind-equipment = Équipement
resource-kind-skills = Compétence
resource-kind-transport = Transport
resource-kind-group-purchase = Achat groupé
resource-direction = Offre ou demande
resource-archived = retirée
resource-ended = terminée
resource-not-yet = à venir
resource-shown = visible
resource-exact = Montrer l’adresse exacte à tous
resource-no-currency = Aucune
resource-fold-place = Lieu, accès et accessibilité
resource-fold-conditions = Conditions, quantité et durée de l’offre
resource-fold-hours = Horaires
resource-fold-terms = Règles de réservation
resource-step-15 = tous les quarts d’heure
resource-step-30 = toutes les demi-heures
resource-step-60 = toutes les heures
resource-step-1440 = par journées entières
resource-field-direction = Vous proposez ou vous cherchez
resource-field-kind = Nature
resource-field-name = En une ligne
resource-field-description = Description
resource-field-places = Nombre de personnes
resource-field-units = Quantité disponible à la fois
resource-field-unit = Ce qu’est une unité
resource-field-address = Rue et numéro
resource-field-postCode = Code postal
resource-field-city = Commune
resource-field-point = Point sur la carte
resource-field-exact = Adresse publique
resource-field-radiusKm = Distance de déplacement, en kilomètres
resource-field-access = Comment venir
resource-field-accessibility = Accessibilité
resource-field-accessibilityNote = Précisions d’accessibilité
resource-field-priceKind = À quelles conditions
resource-field-price = Montant
resource-field-currency = Monnaie locale
resource-field-pricePer = Le montant est dû
resource-field-exchange = Échange souhaité
resource-field-deposit = Caution en euros
resource-field-cancellationHours = Annulation sans frais jusqu’à, en heures avant
resource-field-insurance = Assurance demandée
resource-field-audience = Qui peut réserver
resource-field-bookingMode = Comment on réserve
resource-field-answerHours = Délai de réponse, en heures
resource-field-zone = Fuseau horaire
resource-field-monday = Lundi
resource-field-tuesday = Mardi
resource-field-wednesday = Mercredi
resource-field-thursday = Jeudi
resource-field-friday = Vendredi
resource-field-saturday = Samedi
resource-field-sunday = Dimanche
resource-field-exceptions = Jours particuliers
resource-field-step = Une réservation commence
resource-field-shortest = Durée minimale
resource-field-longest = Durée maximale
resource-field-bufferBefore = Temps gardé libre avant
resource-field-bufferAfter = Temps gardé libre après
resource-field-notice = Au moins… à l’avance
resource-field-horizon = Au plus… à l’avance
resource-field-validFrom = Premier jour de l’offre
resource-field-validUntil = Dernier jour de l’offre
resource-field-handover = Remise des clés
resource-field-extras = Offres
resource-hint-description = Ce que c’est, pour quels usages, avec quoi. Texte simple.
resource-hint-places = Celui d’une seule unité, s’il y en a plusieurs.
resource-hint-postCode = Sans précision, la commune de l’organisation.
resource-hint-exact = Sinon, seule la commune est montrée, jusqu’à une réservation acceptée.
resource-hint-point = Latitude, longitude. Sans précision, la mairie.
resource-hint-radiusKm = Jusqu’où cela peut venir, ou jusqu’où vous iriez.
resource-hint-price = Comme 12,50. En temps : des heures, comme 1,5. À prix coûtant : une indication.
resource-hint-cancellationHours = Après ce délai, le prix reste dû. Vide : une annulation ne coûte jamais rien.
resource-hint-unit = un bureau, un vélo, un kilo… Vide : la chose entière.
resource-hint-answerHours = Une demande sans réponse tombe après ce délai.
resource-hint-handover = Montré à ceux qui ont réservé, à personne d’autre.
resource-hint-monday = Comme « 9h-12h, 14h-18h30 », « 24h ». Vide : fermé.
resource-hint-exceptions = Un par ligne : « 2026-12-24..2026-12-31 fermé », « 2027-01-04 14h-17h ».
resource-hint-step = Par journées entières, un jour ouvert l’est de minuit à minuit.
resource-hint-shortest = Comme « 45 min », « 2h », « 1 jour ».
resource-hint-bufferBefore = Pour préparer ou ranger, comme « 30 min ».
resource-hint-notice = Un nombre seul : des heures.
resource-hint-horizon = Un nombre seul : des jours.
extra-choice = { $name } ({ $units } au plus)
accessibility-step-free = sans marche
accessibility-lift = ascenseur
accessibility-accessible-toilet = toilettes accessibles
accessibility-hearing-loop = boucle magnétique
accessibility-parking = place de stationnement réservée
accessibility-quiet = lieu calme
price-kind-free = Gratuit
price-kind-at-cost = À prix coûtant
price-kind-price = Payant
price-kind-exchange = Contre un échange
price-kind-time = Temps contre temps
price-kind-currency = En monnaie locale
price-per-hour = par heure
price-per-day = par jour
price-per-use = à chaque fois
price-about = À prix coûtant, environ { $amount }
price-hours = Temps contre temps : { $amount }
price-in-hours = { $count } h
amount-currency = { $count } ({ $currency })
amount-per-hour = { $amount } par heure
amount-per-day = { $amount } par jour
amount-per-use = { $amount } par utilisation
amount-each = { $amount }, par unité ({ $unit })
cancel-until-start = Sans frais jusqu’au début
cancel-until = Sans frais jusqu’à { $length } avant
audience-everyone = Tout le monde
audience-ess = Les structures de l’ESS
audience-networks = Les membres de ses réseaux
resource-booking-at-once = Réservation immédiate
resource-booking-on-request = Sur demande
resource-booking-none = Sans réservation : on s’écrit
hours-closed = fermé
hours-all-day = jour et nuit
hours-days = { $first } à { $last }
hours-from-to = du { $first } au { $last }
length-minutes = { $count } min
length-hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
length-hours-minutes = { $hours } h { $minutes }
length-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
terms-exactly = Pour { $length }.
terms-between = De { $shortest } à { $longest }.
terms-step-15 = Début à chaque quart d’heure.
terms-step-30 = Début à chaque demi-heure.
terms-step-60 = Début à chaque heure.
terms-step-1440 = Par journées entières.
terms-notice = Au moins { $length } à l’avance.
terms-horizon =
    { $days ->
        [one] Jusqu’à { $days } jour à l’avance.
       *[other] Jusqu’à { $days } jours à l’avance.
    }
match-near = à { $km } km au plus
match-commune = même commune
match-departement = même département
match-anywhere = sans lieu fixe
match-places =
    { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
match-units =
    { $count ->
        [one] { $count } unité
       *[other] { $count } unités
    }
zone-europe-paris = France métropolitaine
zone-america-guadeloupe = Guadeloupe
zone-america-martinique = Martinique
zone-america-cayenne = Guyane
zone-indian-reunion = La Réunion
zone-indian-mayotte = Mayotte
zone-america-miquelon = Saint-Pierre-et-Miquelon
zone-america-st-barthelemy = Saint-Barthélemy
zone-america-marigot = Saint-Martin
zone-pacific-tahiti = Tahiti
zone-pacific-noumea = Nouvelle-Calédonie
zone-pacific-wallis = Wallis-et-Futuna
zone-pacific-marquesas = Îles Marquises
submit-partager = Publier
submit-ressource = Enregistrer
submit-complements = Enregistrer
submit-archiver-ressource = Retirer cette page
submit-remettre-ressource = Remettre cette page
done-shared-over = C’est enregistré, et ce n’est pas montré : le dernier jour est déjà passé.
done-shared = C’est publié. Vous pouvez ajouter des photos et compléter les horaires.
done-request-watched = C’est publié. Une alerte vous écrira dès qu’une offre y répond : elle est dans vos alertes. Vous pouvez ajouter des photos.
done-resource-saved = C’est enregistré.
done-extras = C’est enregistré.
done-photo = La photo est ajoutée.
done-photo-removed = La photo est retirée. « Remettre » la fait revenir, pendant trente jours.
done-resource-archived = La page est retirée. Elle peut être remise à tout moment.
invalid-number = Donnez un nombre entier, de { $low } à { $high }.
invalid-length = « { $text } » n’est pas une durée. Écrivez par exemple 45 min, 2h ou 1 jour.
invalid-shortest = La durée minimale dépasse zéro et ne dépasse pas la durée maximale.
invalid-longest = La durée maximale ne dépasse pas { $days } jours.
invalid-buffer = Le temps gardé libre ne dépasse pas { $days } jours.
invalid-horizon = On peut réserver de 1 à { $most } jours à l’avance.
invalid-notice = Ce délai dépasse celui jusqu’auquel on peut réserver.
invalid-hours = Écrivez par exemple 9h-12h, 14h-18h30, ou rien pour fermé.
invalid-hours-order = La fin vient avant le début. Après minuit, écrivez la suite au jour suivant.
invalid-hours-grain = Les heures vont de cinq minutes en cinq minutes.
invalid-hours-overlap = Deux plages se recouvrent à { $at }.
invalid-hours-many = Douze plages au plus par jour.
invalid-exception-date = Ligne { $line }, « { $text } » : commencez par une date, comme 2026-12-24, ou deux, comme 2026-12-24..2026-12-31.
invalid-exception-hours = Ligne { $line }, « { $text } » : après la date, écrivez fermé ou des heures comme 14h-17h.
invalid-exception-order = Ligne { $line }, « { $text } » : la fin vient avant le début.
invalid-exception-grain = Ligne { $line }, « { $text } » : les heures vont de cinq minutes en cinq minutes.
invalid-exception-overlap = Ligne { $line }, « { $text } » : deux plages se recouvrent à { $at }.
invalid-exception-many = Ligne { $line }, « { $text } » : douze plages au plus par jour.
invalid-exceptions-many = { $most } jours particuliers au plus.
invalid-price-missing = Donnez un montant, ou choisissez « Gratuit » ou « À prix coûtant ».
invalid-currency-missing = Choisissez la monnaie locale.
invalid-too-many-resources = { $most } offres et demandes au plus par organisation.
invalid-units-held = Des réservations acceptées en occupent déjà { $held } à la fois.
invalid-resource-booked = Réservations à venir : { $count }. Annulez-les d’abord, chacun sera prévenu.
invalid-extra = Choisissez parmi les autres offres de la même organisation.
invalid-extra-units = Il n’y en a pas autant.
invalid-number-fixed = Ce numéro identifie l’organisation : s’il est faux, demandez à la modération de le corriger.
invalid-extra-days = « { $name } » se réserve par jours entiers : cela ne s’ajoute pas à ce qui se réserve autrement.
sharing-extras-days = Ce qui se réserve par jours entiers ne s’ajoute qu’à ce qui se réserve aussi par jours entiers.
sharing-outside = Réservations hors des horaires
sharing-outside-text = Ces réservations et ces demandes tombent hors des horaires ou des jours d’aujourd’hui. Elles restent : ouvrez-les pour y répondre, les annuler ou écrire à qui a réservé.
sharing-outside-caption =
    { $count ->
        [one] { $count } réservation ou demande hors des horaires
       *[other] { $count } réservations et demandes hors des horaires
    }
clock-europe-paris = heure de Paris
clock-america-guadeloupe = heure de la Guadeloupe
clock-america-martinique = heure de la Martinique
clock-america-cayenne = heure de la Guyane
clock-indian-reunion = heure de La Réunion
clock-indian-mayotte = heure de Mayotte
clock-america-miquelon = heure de Saint-Pierre-et-Miquelon
clock-america-st-barthelemy = heure de Saint-Barthélemy
clock-america-marigot = heure de Saint-Martin
clock-pacific-tahiti = heure de Tahiti
clock-pacific-noumea = heure de la Nouvelle-Calédonie
clock-pacific-wallis = heure de Wallis-et-Futuna
clock-pacific-marquesas = heure des îles Marquises
clock-elsewhere = heure locale de { $place }
invalid-price-for-free = Vous avez écrit un montant : à quelles conditions ? Choisissez-les, ou effacez le montant.
moment-close = Il n’est plus à prendre : il est fermé dans le calendrier, et qui l’attend en est prévenu
moment-open = Il reste ouvert : qui l’attend l’obtient
invalid-price-large = Ce montant est trop grand : un milliard au plus.
sharing-at-whom = Où, en ce moment
sharing-at-one = Chez { $name }
sharing-at-several = Chez { $count } organisations
sharing-at-late = { $with } (en retard)
