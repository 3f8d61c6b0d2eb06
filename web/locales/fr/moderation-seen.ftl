case-abuse = Abus signalé dans une conversation
case-essential = L’essentiel
template-abuse-found = Abus reconnu : la conversation reste fermée.
template-abuse-none = Pas d’abus : la conversation est rouverte.
submit-accepter-abuse = Reconnaître l’abus
decide-text-abuse = Reconnaître l’abus laisse la conversation fermée ; refuser la rouvre et demande une raison. Les deux côtés sont prévenus par courriel et lisent la raison.
abuse-between = La conversation
abuse-text = Les messages restent entre ceux qui les ont écrits : vous lisez ce que dit le signalement, et ce qu’il cite.
abuse-buyer = Écrit par
abuse-supplier = Écrit à
abuse-reporter = Signalé par
abuse-by-buyer = { $name }, qui a écrit le premier
abuse-by-supplier = { $name }, pour { $about }
claim-who = Qui demande
claim-domain = Son adresse et la page
claim-domain-address = C’est l’adresse connue de l’organisation.
claim-domain-site = { $domain } est le domaine du site de l’organisation.
claim-domain-record = { $domain } est le domaine de l’adresse connue de l’organisation.
claim-domain-other = { $domain } n’est ni le domaine de son site, ni celui de son adresse connue.
claim-domain-unknown = Ni site ni adresse connus pour comparer : le domaine est { $domain }.
claim-rivals =
    { $count ->
        [one] Une autre personne demande la même page :
        *[other] { $count } autres personnes demandent la même page :
    }
claim-rival = Demande du { $date }
claim-nobody = Personne ne gère cette page
count-owner =
    { $count ->
        [one] { $count } propriétaire
        *[other] { $count } propriétaires
    }
count-editor =
    { $count ->
        [one] { $count } personne qui écrit
        *[other] { $count } personnes qui écrivent
    }
count-reader =
    { $count ->
        [one] { $count } personne qui lit
        *[other] { $count } personnes qui lisent
    }
claim-changes = Ce que la demande change
claim-becomes-owner = Cette personne en devient propriétaire
claim-source = D’où vient la page
claim-becomes-theirs = L’organisation, pour ce qu’elle récrira
claim-supposed = Ce qui est supposé
claim-supposed-area = le territoire servi
claim-supposed-categories =
    { $count ->
        [one] { $count } catégorie
        *[other] { $count } catégories
    }
claim-supposed-themes =
    { $count ->
        [one] { $count } thématique
        *[other] { $count } thématiques
    }
claim-becomes-confirmed = À confirmer par cette personne
claim-has-owners =
    { $count ->
        [one] Cette page a déjà un propriétaire. Si vous le connaissez, demandez-lui plutôt de vous inviter.
        *[other] Cette page a déjà { $count } propriétaires. Si vous les connaissez, demandez-leur plutôt de vous inviter.
    }
claim-waits = Votre demande du { $date } attend la décision des modérateurs. Vous la recevrez par courriel.
seen-today = Aujourd’hui
seen-accepted = Si vous acceptez
seen-sheet = Ce que la page dit aujourd’hui
seen-nothing = rien
seen-former = Période précédente
seen-declared = Déclaré maintenant
evidence-changes = Ce qui est déclaré, et la période précédente
evidence-first = C’est la première période : rien n’a été vérifié avant.
appeal-against = La décision contestée
essential-dates = fin : { $before } → { $after }
essential-end = fin : { $day }
essential-claim =
    { $count ->
        [0] personne ne gère la page
        [one] { $count } membre gère déjà la page
        *[other] { $count } membres gèrent déjà la page
    }
report-no-field = Autre chose, ou plusieurs
field-field = Ce qui n’est pas juste sur la page
journal-by-network = La modération, réseau { $network }
moderate-this = Modérer cette page
find-heading = Trouver une organisation
find-text = Celles que vous modérez, par leur nom, leur SIRET ou leur numéro RNA : leur fiche se corrige, se réunit à une autre, ses garanties se suspendent.
field-sought = Nom, SIRET ou numéro RNA
submit-trouver = Trouver
find-none = Rien de ce nom ou de ce numéro parmi ce que vous modérez.
find-caption = Organisations trouvées
network-local = Réseau territorial
role-moderator-of = modération du réseau { $network }
role-administrator = administration de BDIS PRO
template-none = Aucune
template-claim-role = Dites quelle est votre fonction et comment la vérifier, puis faites une nouvelle demande.
template-claim-email = Rien ne montre que vous agissez pour cette organisation : utilisez une adresse électronique à son nom.
template-claim-other = Cette page est celle d’une autre organisation que la vôtre.
template-error-done = C’est corrigé, merci.
template-error-confirmed = L’organisation confirme ce qui est écrit.
template-error-vague = Nous n’avons pas trouvé l’erreur : dites ce qui est faux, et ce qui est juste.
template-guarantee-unreadable = Le document est illisible : envoyez-en une copie nette avec une contestation.
template-guarantee-ended = Le document n’est plus valable : envoyez celui qui est en vigueur avec une contestation.
template-guarantee-other = Le document concerne une autre structure.
template-guarantee-unproven = Le document ne prouve pas cette garantie : envoyez la décision ou le certificat avec une contestation.
template-guarantee-register = Le registre public ne mentionne plus cette garantie.
moderate-guarantees = Garanties déclarées
