draft-take-up = Reprendre ce que vous écriviez ({ $when })
draft-kept = Brouillon gardé
draft-keeps = Votre brouillon est gardé si vous quittez la page.
kept-organizations-what = Vos organisations, vos demandes et vos brouillons
kept-organizations-why = Pour que vous puissiez écrire pour elles, et pour répondre à vos demandes
kept-organizations-long = Tant que vous en êtes membre ; un brouillon un mois ; une demande jusqu’à l’effacement du compte
