account-messages-heading = Messages
supplier-contact = Écrire à ce fournisseur
contact-heading = Écrire à { $name }
contact-text = Votre message arrive à { $name } sans votre adresse ; la réponse vous parvient par courriel et dans votre espace.
contact-sign-in = Connectez-vous ou créez un compte d’abord.
contact-hint = Texte simple, sans pièce jointe.
messages-heading = Messages
messages-none = Aucun message. Vous pouvez écrire à un fournisseur depuis sa page.
messages-caption =
    { $count ->
        [one] Une conversation
        *[other] { $count } conversations
    }
messages-last = Dernier message
messages-next = Conversations suivantes
message-erased = Message effacé avec le compte de son auteur.
reply-heading = Répondre
report-thread-heading = Signaler un abus
report-thread-text = Un modérateur sera prévenu et la conversation sera close ; s’il n’y voit pas d’abus, elle rouvre. Dites ce qui ne va pas : le contenu des messages ne lui est pas montré.
field-subject = Objet
field-text = Message
submit-ecrire = Envoyer
submit-repondre = Envoyer la réponse
submit-signaler-message = Signaler et clore
done-sent = Le message est envoyé.
event-message_sent = Message échangé
invalid-nobody-reads = Personne ne gère encore cette page : votre message n’arriverait à personne.
invalid-thread-reported = Cette conversation a été signalée : plus personne n’y écrit.
kept-messages-what = Les messages que vous avez écrits
kept-messages-why = Pour que vous et votre correspondant puissiez les relire
kept-messages-long = Jusqu’à l’effacement de votre compte
todo-messages =
    { $count ->
        [one] Une conversation attend votre réponse.
        *[other] { $count } conversations attendent votre réponse.
    }
messages-from = Avec
contact-unread = Personne ne gère encore cette page : aucun message ne peut être transmis d’ici. S’il y a une adresse de courriel dans la liste dont vient cette page, elle n’a pas été confiée pour cela.
contact-unread-instead = Voici ce que vous pouvez faire à la place.
contact-network = Voir son réseau, { $name }
contact-claim = C’est mon organisation : gérer cette page
contact-report = Signaler une erreur sur cette page
