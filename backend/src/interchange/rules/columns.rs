//! What the columns of a list mean: headers are matched, folded, with the words lists use.

use schema::values::fold;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Siret,
    Rna,
    SourceId,
    Name,
    Brand,
    LegalForm,
    Naf,
    Address,
    PostCode,
    City,
    Departement,
    Latitude,
    Longitude,
    Website,
    Email,
    Description,
    Status,
    Categories,
    Themes,
    Updated,
    /// Only for `--map COL=ignore`: the column is left out.
    Ignore,
}

/// Per field: its name in `--map`, then other words for it, the surest first; all folded,
/// without spaces. Telephone columns are left out on purpose.
pub(super) const WORDS: [(Field, &[&str]); 21] = [
    (
        Field::Siret,
        &["siret", "numerosiret", "nosiret", "nsiret", "numsiret", "codesiret", "siretetablissement"],
    ),
    (Field::Rna, &["rna", "numerorna", "coderna", "idrna", "numrna", "waldec"]),
    (
        Field::SourceId,
        &[
            "id",
            "identifiant",
            "identifier",
            "idsource",
            "sourceid",
            "externalid",
            "idexterne",
            "ref",
            "reference",
        ],
    ),
    (
        Field::Name,
        &[
            "name",
            "raisonsociale",
            "denomination",
            "denominationsociale",
            "denominationunitelegale",
            "nom",
            "nomdelastructure",
            "nomstructure",
            "nometablissement",
            "nomdeletablissement",
            "organisation",
            "organization",
            "structure",
            "titre",
            "title",
            "intitule",
        ],
    ),
    (Field::Brand, &["brand", "enseigne", "nomcommercial", "nomusuel", "marque", "sigle", "tradename"]),
    (Field::LegalForm, &["legalform", "formejuridique", "statutjuridique", "categoriejuridique"]),
    (Field::Naf, &["naf", "ape", "codenaf", "codeape", "nafape", "apenaf", "activiteprincipale"]),
    (
        Field::Address,
        &[
            "address",
            "adresse",
            "rue",
            "voie",
            "adresse1",
            "adressepostale",
            "streetaddress",
            "street",
            "ligneadresse",
        ],
    ),
    (Field::PostCode, &["postcode", "codepostal", "cp", "postalcode", "zip", "zipcode"]),
    (
        Field::City,
        &["city", "ville", "commune", "libellecommune", "nomcommune", "localite", "town", "addresslocality"],
    ),
    (
        Field::Departement,
        &[
            "departement",
            "department",
            "dept",
            "dep",
            "dpt",
            "codedepartement",
            "numerodepartement",
            "departementcode",
            "departmentcode",
        ],
    ),
    (Field::Latitude, &["latitude", "lat"]),
    (Field::Longitude, &["longitude", "lon", "lng", "long"]),
    (
        Field::Website,
        &["website", "siteweb", "siteinternet", "site", "web", "url", "siteurl", "homepage", "lien"],
    ),
    (
        Field::Email,
        &[
            "email",
            "courriel",
            "mail",
            "adresseemail",
            "adressemail",
            "adressecourriel",
            "adresseelectronique",
            "mel",
            "emailaddress",
            "emailcontact",
            "contactemail",
            "mailcontact",
            "contactmail",
            "courrielcontact",
        ],
    ),
    (
        Field::Description,
        &["description", "presentation", "activite", "activites", "objet", "resume", "abstract"],
    ),
    (
        Field::Status,
        &[
            "status",
            "kind",
            "statut",
            "statuts",
            "type",
            "typestructure",
            "typedestructure",
            "typesiae",
            "conventionnement",
            "agrement",
        ],
    ),
    (
        Field::Categories,
        &[
            "categories",
            "cpv",
            "codecpv",
            "codescpv",
            "categorie",
            "category",
            "categoriesdachat",
            "categoriedachat",
        ],
    ),
    (Field::Themes, &["themes", "theme", "thematique", "thematiques", "taxonomy", "secteur", "secteurs"]),
    (
        Field::Updated,
        &[
            "updated",
            "updatedat",
            "miseajour",
            "datemiseajour",
            "datedemiseajour",
            "datemaj",
            "maj",
            "modifiele",
            "lastmodified",
        ],
    ),
    (Field::Ignore, &["ignore"]),
];

impl Field {
    /// Its name in `--map` and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Siret => "siret",
            Self::Rna => "rna",
            Self::SourceId => "id",
            Self::Name => "name",
            Self::Brand => "brand",
            Self::LegalForm => "legal_form",
            Self::Naf => "naf",
            Self::Address => "address",
            Self::PostCode => "post_code",
            Self::City => "city",
            Self::Departement => "departement",
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
            Self::Website => "website",
            Self::Email => "email",
            Self::Description => "description",
            Self::Status => "status",
            Self::Categories => "categories",
            Self::Themes => "themes",
            Self::Updated => "updated",
            Self::Ignore => "ignore",
        }
    }

    /// Whether a cell may hold several values.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Status | Self::Categories | Self::Themes)
    }

    /// The field a header word stands for and how sure that is (0 is surest).
    pub(super) fn named(word: &str) -> Option<(Self, usize)> {
        let word = fold(word).replace(' ', "");
        WORDS.iter().find_map(|(field, words)| {
            words.iter().position(|known| *known == word).map(|rank| (*field, rank))
        })
    }

    /// Every field, in the order of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        WORDS.iter().map(|(field, _)| *field)
    }

    /// All names, for error messages.
    pub fn list() -> String {
        WORDS.map(|(field, _)| field.as_str()).join(", ")
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_by_its_own_name_and_each_word_names_one_field() {
        let mut seen = std::collections::HashSet::new();
        for (field, words) in WORDS {
            assert_eq!(Field::named(field.as_str()).map(|(f, _)| f), Some(field));
            for word in words {
                assert!(seen.insert(word), "{word} stands twice");
                assert_eq!(*word, fold(word).replace(' ', ""));
            }
        }
    }
}
