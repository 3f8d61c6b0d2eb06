duplicates-heading = Doublons supposés
duplicates-text = Ces pages présentent peut-être une même organisation. Comparez-les, puis fusionnez-les, ou dites que ce ne sont pas les mêmes : elles ne vous seront plus proposées.
duplicates-none = Aucune page ne semble en doubler une autre.
duplicates-caption = Pages qui se ressemblent, les plus semblables d’abord
duplicates-why = Pourquoi
duplicates-next = Pages suivantes
duplicates-count =
    { $count ->
        [0] Aucun doublon supposé
        [one] { $count } doublon supposé à regarder
        *[other] { $count } doublons supposés à regarder
    }
duplicates-many = Plus de { $count } doublons supposés à regarder
duplicates-pair = { $one } et { $other }
duplicates-siren = même entreprise (SIREN) dans la même commune
duplicates-name = même nom dans la même commune
duplicates-near-name = nom très proche, au même endroit
duplicates-far-name = nom très proche, dans le même département
duplicates-site = même site web
duplicates-told = Dites distinctes
submit-distinguer = Ce ne sont pas les mêmes
submit-rapprocher = Revenir sur ce choix
done-told-apart = C’est noté : ce sont deux organisations. Cette paire n’est plus proposée.
done-told-alike = C’est noté : cette paire est de nouveau proposée si les pages se ressemblent.
event-organizations_told_apart = Comparée à une page qui lui ressemble
