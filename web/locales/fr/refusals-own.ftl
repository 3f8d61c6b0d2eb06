refused-not-member = Seuls les membres de cette organisation le peuvent.
refused-role =
    Votre rôle dans cette organisation ne le permet pas : il faut { $role ->
        [owner] en être propriétaire
        [editor] le rôle « rédaction »
        *[other] en être membre
    }.
refused-own = Vous appartenez à cette organisation : quelqu’un d’autre décide.
refused-own-decision = C’est votre décision qui est contestée : quelqu’un d’autre l’examine.
refused-territory = Cette organisation est hors du territoire de vos réseaux.
changed-meanwhile = Quelqu’un d’autre a enregistré entre-temps. Ce que vous avez écrit est gardé ci-dessous ; à côté, ce qui a été enregistré. Enregistrez à nouveau pour le remplacer.
changed-meanwhile-value = Enregistré entre-temps : « { $value } »
changed-meanwhile-look = Quelqu’un d’autre a enregistré entre-temps. Cette page montre ce qui est là maintenant ; si c’est toujours ce que vous voulez, recommencez.
invalid-siret-digits = Un SIRET n’a que des chiffres.
invalid-siret-length = Un SIRET a 14 chiffres.
invalid-siret-zero = Ce SIRET n’a pas de SIREN : ses neuf premiers chiffres sont des zéros.
invalid-siret-checksum = Ce SIRET n’existe pas : sa clé de contrôle est fausse. Vérifiez les chiffres.
invalid-rna = Un numéro RNA s’écrit W suivi de neuf chiffres.
invalid-post-code = Un code postal a cinq chiffres.
invalid-post-code-missing = Donnez le code postal de la commune.
invalid-post-code-unknown = Aucune commune n’a le code postal { $code }.
invalid-town = Plusieurs communes ont le code postal { $code } : { $towns }.
invalid-web-address = Cette adresse n’est pas celle d’un site : elle ressemble à https://exemple.fr.
invalid-identity-missing = Donnez un SIRET, un numéro RNA ou le bon d’un réseau.
invalid-organization-known = Cette organisation a déjà sa page : { $slug }.
invalid-voucher = Ce bon n’est pas connu. Recopiez-le en entier.
invalid-voucher-used = Ce bon a déjà servi.
invalid-voucher-expired = Ce bon n’est plus valable : demandez-en un autre au réseau.
invalid-charter = La charte en vigueur est celle du { $version } : rechargez la page.
invalid-already-invited = Cette adresse est déjà invitée.
invalid-too-many-members = Une organisation a { $most } membres au plus, invitations comprises.
invalid-last-owner = C’est le dernier propriétaire : nommez-en d’abord un autre.
invalid-own-already = Vous êtes déjà membre de cette organisation.
invalid-claimed-already = Vous avez déjà fait cette demande : elle attend.
invalid-note-missing = Écrivez quelques mots.
invalid-reason-missing = Dites pourquoi : la personne le lira.
invalid-checked-missing = Dites ce que vous avez vérifié : c’est public.
invalid-case-held = Quelqu’un d’autre a pris ce dossier en charge.
invalid-case-closed = Ce dossier est déjà décidé, ou quelqu’un d’autre l’a pris en charge.
invalid-case-of-guarantee = Une garantie se décide avec « reviewGuarantee ».
invalid-colour = Une couleur s’écrit comme #0f5c43.
invalid-choice-missing = Choisissez.
invalid-date = Une date s’écrit comme 03/03/2027.
invalid-period = Le dernier jour vient avant le premier.
invalid-price = Un prix s’écrit comme 12,50, sans signe.
invalid-category = Aucune catégorie ne répond à « { $value } ».
invalid-category-missing = Donnez une catégorie d’achat : un code CPV ou des mots.
invalid-territories = Territoires inconnus : { $names }.
invalid-territories-missing = Nommez au moins un territoire.
invalid-center = Ce lieu n’est pas connu : donnez le nom d’une commune.
invalid-too-many-products = Une organisation a { $most } produits au plus.
invalid-guarantee-held = Cette garantie est déjà déclarée : ouvrez-la pour la renouveler.
invalid-renewal = Seule la dernière période d’une garantie qui a un terme se renouvelle.
invalid-no-evidence-now = Cette garantie n’attend pas de document.
invalid-guarantee-out = Cette garantie vient de changer : rouvrez-la pour voir où elle en est.
invalid-nothing-refused = Rien n’a été refusé ni suspendu.
invalid-appealed-already = Votre contestation attend déjà une décision.
invalid-decision = Cette décision n’est pas possible dans l’état où est la garantie.
invalid-file-empty = Choisissez un fichier.
invalid-file-large = Ce fichier est trop lourd : 10 Mo au plus.
invalid-file-kind = Ce fichier n’est ni un PDF, ni une image PNG ou JPEG.
invalid-too-many-files = { $most } documents au plus.
invalid-picture = Cette image ne peut pas être lue : JPEG, PNG ou WebP, 10 Mo et 12 000 pixels de côté au plus.
invalid-too-many-photos = { $most } photos au plus.
invalid-alt-missing = Dites ce que montre l’image.
invalid-catalogue-file = Ce fichier n’est ni un CSV ni un classeur XLSX lisible.
invalid-catalogue-rows = 10 000 lignes et 200 colonnes au plus.
invalid-catalogue-empty = Ce fichier n’a aucune ligne sous ses en-têtes.
invalid-catalogue-columns = La colonne « nom » manque. Colonnes connues : { $columns }.
invalid-catalogue-id = Aucun de vos produits n’a cet identifiant.
invalid-catalogue-twice = Ce produit figure deux fois dans le fichier.
invalid-catalogue-rejected =
    { $count ->
        [one] La ligne { $line } est refusée
        *[other] { $count } lignes sont refusées, dont la ligne { $line }
    } : vérifiez le fichier d’abord.
invalid-catalogue-changed = « { $name } » a été modifié entre-temps : recommencez.
invalid-merge-same = C’est la même page.
invalid-merge-numbers = Ces deux pages ont des numéros de deux organisations différentes : elles ne se fusionnent pas.
invalid-merge-archived = L’une des deux pages est archivée.
invalid-merge-unknown = Aucune page n’a cette adresse ni ce numéro.
invalid-merge-late = Cette fusion a plus de 30 jours : elle ne se défait plus.
invalid-merge-later = La page qui restait a été fusionnée depuis avec une autre : défaites d’abord cette fusion-là.
invalid-case-reopen = Cette décision ne se reprend plus : elle a plus d’un jour, ou a déjà été reprise.
invalid-case-asked-again = La même demande attend déjà de nouveau.
refused-case-of-other = Quelqu’un d’autre a pris cette décision.
invalid-voucher-territory = { $network } ne se porte garant que d’organisations de son territoire.
