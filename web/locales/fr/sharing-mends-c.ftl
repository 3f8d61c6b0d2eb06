alert-of-request = Les offres qui répondent à votre demande
barred-guarantees = Déclarer une garantie de votre organisation
barred-network = Réseau « { $name } »
invalid-point-far = Ce point est à { $km } km de { $town }. Corrigez-le, ou laissez ce champ vide : la mairie servira de repère.
invalid-town-other = Aucune commune de ce nom n’a le code postal { $code }, qui est celui de : { $town }.
invalid-town-elsewhere = Aucune commune de ce nom n’a le code postal { $code }, qui est celui de : { $town }. { $other } porte le code postal { $codes }.
