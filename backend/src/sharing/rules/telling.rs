//! The words by which one knows what is offered or looked for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::base::search::{Synonyms, stems};
use crate::reference::Reference;
use crate::sharing::queries::Resource;

/// Words that tell nothing apart: that one seeks or shares, kinds of things, how many, when, for whom.
const COMMON: &str = "
    cherche cherchons chercher recherche recherchons rechercher besoin demande demandons demander voulons voudrions
    voudrait souhaite souhaitons souhaiterions aimerions trouver propose proposons proposer offre offrons offrir donne
    donner prête prêtons prêter emprunt emprunter loue louons louer location partage partageons partager partagé
    mutualise mutualisons mutualiser mutualisé mutualisation commun ensemble collectif groupé groupe grouper
    groupement regroupement achat acheter achetons commande commander
    local lieu espace place endroit matériel équipement outil compétence service transport véhicule aide personne
    quelqu'un association asso entreprise coopérative scop scic structure équipe projet activité adhérent membre
    bénévole ess solidaire social professionnel petit grand nouveau bon
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre
    octobre novembre décembre jour journée matin matinée midi après soir soirée nuit semaine week end weekend mois an
    ans année trimestre quinzaine heure minute fois hebdomadaire mensuel régulier ponctuel temporaire occasionnel
    quotidien printemps été automne hiver saison
    deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante soixante cent
    mille plusieurs quelque tout tous chaque autre même demi mètre kilo litre
    gratuit payant prix tarif coûtant euro disponible disposition mise libre possible urgent ville quartier
    est sont être ait avoir avons fait faire peut pouvoir si se on mais plus moins très bien aussi comme entre
    vers près autour proche sans sous selon contre dès depuis pendant ça cela usage utiliser utilisation
    looking look need needed seek seeking search want wanted offer offered share shared sharing lend borrow rent hire
    buy buying together space equipment tool skill vehicle someone help the for in on at to and or with our we us by
    from is are be it this that an day week month year hour morning afternoon evening night monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november
    december one two three five seven eight nine ten some free available
";

static COMMON_STEMS: LazyLock<BTreeSet<String>> = LazyLock::new(|| stems(COMMON));

/// What is told of a resource; what means the same is one word here.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// In its name.
    name: BTreeSet<String>,
    /// In its name and description.
    all: BTreeSet<String>,
}

/// How well an offer is what a request looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Both are called so.
    Named,
    /// One is called as the other is described.
    Told,
    /// The request doesn't say what it looks for.
    Unsaid,
}

impl Telling {
    pub fn of(resource: &Resource, reference: &Reference, synonyms: &Synonyms) -> Telling {
        let territories = &reference.territories;
        let here = territories.located(resource.commune.as_deref(), resource.departement.as_deref());
        let names = here.iter().filter_map(|code| territories.name(code)).chain(resource.city.as_deref());
        let places: BTreeSet<String> = names.flat_map(stems).collect();
        let is_telling = |word: &String| {
            !COMMON_STEMS.contains(word)
                && !places.contains(word)
                && !word.starts_with(|c: char| c.is_numeric())
        };
        let telling = |text: &str| synonyms.meanings(text).into_iter().filter(is_telling).collect();
        Telling {
            name: telling(&resource.name),
            all: telling(&format!("{}\n{}", resource.name, resource.description)),
        }
    }

    /// What an answer to this request has one of; none where the request doesn't say what it looks for.
    pub fn asked(&self) -> Option<&BTreeSet<String>> {
        Some(&self.all).filter(|all| !all.is_empty())
    }

    /// How well an offer answers this request's words; none where it doesn't.
    pub fn likeness(&self, offer: &Telling) -> Option<Likeness> {
        let share = |some: &BTreeSet<String>, others: &BTreeSet<String>| !some.is_disjoint(others);
        if self.all.is_empty() {
            return Some(Likeness::Unsaid);
        }
        if share(&self.name, &offer.name) {
            return Some(Likeness::Named);
        }
        let asked = if self.name.is_empty() { &self.all } else { &self.name };
        (share(asked, &offer.all) || share(&self.all, &offer.name)).then_some(Likeness::Told)
    }
}
