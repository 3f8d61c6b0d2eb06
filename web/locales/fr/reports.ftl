report-text-item = Dites ce qui n’est pas juste sur la page « { $name } », de { $owner }. Un modérateur de son territoire regardera.
report-text-network = Dites ce qui n’est pas juste sur la page du réseau { $name }. Ses modérateurs regarderont.
report-text-territory = Dites ce qui n’est pas juste sur la page de ce territoire : { $name }. Le réseau qui l’anime regardera, ou le pilote national.
report-text-everyone = Dites ce qui n’est pas juste sur cette page : « { $name } ». Le pilote national regardera.
report-no-term = Aucun en particulier
report-email = Votre adresse, pour savoir ce qu’il en est advenu
report-email-hint = Elle ne sert qu’à cette réponse, n’est montrée à personne, et s’efface une semaine après.
field-topic = Ce qui ne va pas
field-term = Terme du glossaire
topic-wrong = Une information est fausse
topic-outdated = Une information n’est plus à jour
topic-broken = Un lien ou un bouton ne marche pas
topic-wording = Une faute, ou des mots difficiles à comprendre
topic-other = Autre chose
page-home = Accueil
case-seen = Page où l’erreur est vue : { $page }
shared-by-name =
    { $count ->
        [0] Aucune annonce de ce nom
        [one] { $count } annonce, par son nom et sans filtre
        *[other] { $count } annonces, par leur nom et sans filtre
    }
