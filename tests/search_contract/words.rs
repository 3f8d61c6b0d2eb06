use backend::base::search::{Document, Engine};

use super::documents::*;

pub async fn accents_case_and_elision_make_no_difference(make: impl AsyncFn() -> Engine) {
    let engine = filled(
        make().await,
        vec![named(1, "Élagage du Trégor"), named(2, "Cœur de Forêt"), named(3, "elagage")],
    )
    .await;
    for question in ["l'Élagage", "elagage", "ÉLAGAGE", "L’élagage", "d'elagage", "e\u{301}lagage"] {
        assert_eq!(found(&engine, question).await, [1, 3], "{question}");
    }
    assert_eq!(found(&engine, "coeur").await, [2]);
    assert_eq!(found(&engine, "FORET").await, [2]);
}

pub async fn number_and_gender_of_a_word_make_no_difference(make: impl AsyncFn() -> Engine) {
    let documents =
        vec![named(1, "Les jardins partagés"), named(2, "Un jardin"), named(3, "Service de location")];
    let engine = filled(make().await, documents).await;
    assert_eq!(found(&engine, "jardin").await, [1, 2]);
    assert_eq!(found(&engine, "jardins").await, [1, 2]);
    assert_eq!(found(&engine, "jardins partagé").await, [1]);
    assert_eq!(found(&engine, "services de locations").await, [3]);
}

pub async fn a_typo_is_forgiven_by_the_length_of_the_word(make: impl AsyncFn() -> Engine) {
    let documents =
        vec![named(1, "Bois"), named(2, "Ébéniste"), named(3, "Blanchisserie"), named(4, "Pains")];
    let engine = filled(make().await, documents).await;
    // Under five letters: none.
    assert_eq!(found(&engine, "bous local").await, [0; 0]);
    assert_eq!(found(&engine, "vois").await, [0; 0]);
    // From five on: one, be it a swap; from nine on: two.
    for question in ["ebenite", "ebeniiste", "eébniste", "ebanistes"] {
        assert_eq!(found(&engine, question).await, [2], "{question}");
    }
    assert_eq!(found(&engine, "ebanitte").await, [0; 0]);
    for question in ["blanchiserie", "blenchiserie", "blanhcisserie"] {
        assert_eq!(found(&engine, question).await, [3], "{question}");
    }
    assert_eq!(found(&engine, "blemchiserrie").await, [0; 0]);
}

pub async fn only_the_last_word_may_be_unfinished(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, vec![named(1, "Recyclerie du port"), named(2, "Port de pêche")]).await;
    assert_eq!(found(&engine, "recy").await, [1]);
    assert_eq!(found(&engine, "port recy").await, [1]);
    assert_eq!(found(&engine, "recy port").await, [0; 0]);
    assert_eq!(found(&engine, "po").await, [1, 2]);
}

pub async fn all_words_must_be_found(make: impl AsyncFn() -> Engine) {
    let both = Document { products: "Buffets bio".into(), ..named(1, "La Cantine solidaire") };
    let engine =
        filled(make().await, vec![both, named(2, "Cantine scolaire"), described(3, "solidaire")]).await;
    assert_eq!(found(&engine, "cantine").await, [1, 2]);
    assert_eq!(found(&engine, "cantine solidaire").await, [1]);
    assert_eq!(found(&engine, "cantine bio").await, [1]);
    assert_eq!(found(&engine, "cantine xylophone").await, [0; 0]);
}

pub async fn synonyms_are_found_as_words_and_as_phrases(make: impl AsyncFn() -> Engine) {
    let documents = vec![
        described(1, "Nettoyage de bureaux"),
        described(2, "Propreté urbaine"),
        described(3, "Entretien des espaces verts"),
        described(4, "Jardinage et taille"),
        described(5, "Espaces de réunion, bureaux"),
        described(6, "Légumes verts"),
    ];
    let engine = filled(make().await, documents).await;
    assert_eq!(found(&engine, "ménage").await, [1, 2]);
    assert_eq!(found(&engine, "menage bureaux").await, [1]);
    assert_eq!(found(&engine, "jardinage").await, [3, 4]);
    assert_eq!(found(&engine, "paysagiste").await, [3, 4]);
    assert_eq!(found(&engine, "espaces verts").await, [3, 4]);
    assert_eq!(found(&engine, "espaces verts taille").await, [4]);
}

pub async fn the_word_itself_comes_before_its_synonyms(make: impl AsyncFn() -> Engine) {
    let documents = vec![named(1, "Nettoyage"), named(2, "Ménage"), named(3, "Propreté")];
    let engine = filled(make().await, documents).await;
    assert_eq!(numbers(&engine, &text("nettoyage")).await[0], 1);
    assert_eq!(numbers(&engine, &text("menage")).await[0], 2);
    assert_eq!(numbers(&engine, &text("propreté")).await[0], 3);
}

pub async fn names_come_before_products_before_labels_before_descriptions(make: impl AsyncFn() -> Engine) {
    // The word is drowned where it counts more and alone where it counts less.
    let long = "vaisselle lavage location transport collecte";
    let documents = vec![
        described(1, "compost compost compost"),
        Document { labels: format!("{long} compost"), ..named(2, "B") },
        Document { products: format!("{long} compost {long}"), ..named(3, "C") },
        named(4, "Atelier du compost et du recyclage en Pays de Redon"),
    ];
    let engine = filled(make().await, documents).await;
    assert_eq!(numbers(&engine, &text("compost")).await, [4, 3, 2, 1]);
}

pub async fn a_text_without_words_matches_everything(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, vec![named(1, "Un"), named(2, "Autre")]).await;
    for question in ["", "   ", "!?", "…", "\0"] {
        assert_eq!(found(&engine, question).await, [1, 2], "{question:?}");
    }
    assert_eq!(set(&engine, &with(Default::default())).await.len(), 2);
}

pub async fn hostile_texts_are_only_words(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, vec![named(1, "Atelier bois"), named(2, "Scierie")]).await;
    let long = "a".repeat(10_000);
    let words = "atelier ".repeat(2_000);
    let letters = "é".repeat(10_000);
    for question in [
        "\"atelier",
        "atelier)",
        "((((",
        "names:scierie atelier",
        "*",
        "atel*er",
        "a:b",
        "[a TO z]",
        "atelier^9",
        "-atelier",
        "+ AND OR NOT",
        "' OR 1=1 --",
        "<script>",
        "\u{202E}atelier",
        "\0\0",
        "%00",
        "{}",
        "🦊",
        "ﷺ",
        "atelier\0",
        "\u{7}atelier\u{8}",
        "../../etc",
        "'''''",
        "\\",
        "~2",
        long.as_str(),
        words.as_str(),
        letters.as_str(),
    ] {
        engine.search(text(question)).await.unwrap();
    }
    assert_eq!(found(&engine, "\"atelier\" (bois)").await, [1]);
    assert_eq!(found(&engine, "-atelier").await, [1]);
    assert_eq!(found(&engine, "\0atelier\u{7}").await, [1]);
    assert_eq!(found(&engine, &words).await, [1]);
}

pub async fn a_word_with_its_ending_is_no_beginning_of_another(make: impl AsyncFn() -> Engine) {
    let engine = filled(
        make().await,
        vec![named(1, "Repas partagés"), described(2, "Réparation de vélos"), described(3, "Nous réparons")],
    )
    .await;
    assert_eq!(found(&engine, "repas").await, [1]);
    assert_eq!(found(&engine, "reparation").await, [2]);
}
