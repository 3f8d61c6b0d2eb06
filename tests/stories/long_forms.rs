//! Whoever pastes far too much gets it back, with what is too long beside it.

use bdis_tests::*;

/// So many bytes, in the letters of the language; its end can be told.
fn pasted(bytes: usize) -> String {
    "é mot ".repeat(bytes / 7) + "voilà la fin"
}

story! {
    async fn two_hundred_kilobytes_in_a_field_come_back_with_what_is_too_long_beside_it(house) {
        let mut amina = house.member("amina@rennes.example").await;
        let org = amina.opens("La Belle Planche", "73282932000074").await;
        let own = format!("/espace/organisations/{org}");
        for bytes in [200_000, 600_000] {
            let text = pasted(bytes);
            for (path, act, field, others) in [
                (format!("{own}/produits/nouveau"), "publier", "description", vec![("name", "Table"), ("nature", "goods")]),
                (format!("{own}/fiche"), "fiche", "description", vec![("name", "La Belle Planche"), ("version", "1")]),
                (format!("{own}/mutualisation/nouvelle"), "partager", "description", vec![("name", "Salle")]),
                ("/signaler?page=/glossaire".to_owned(), "signaler", "note", vec![("topic", "wording")]),
                ("/fournisseurs/la-belle-planche-rennes/revendiquer".to_owned(), "revendiquer", "note", vec![]),
            ] {
                if act == "revendiquer" {
                    // Someone else's to claim.
                    amina = house.member(&format!("bruno-{bytes}@rennes.example")).await;
                }
                let mut fields = vec![("faire", act), (field, text.as_str())];
                fields.extend(others.iter().copied());
                let refused = amina.send(&path, &fields).await;
                assert_eq!(refused.status, 422, "{path}: {}", refused.text.len());
                assert!(refused.text.contains(&format!("id=\"{act}-{field}-problem\"")), "{path}: it is said beside the field");
                assert!(refused.text.contains("Ce texte est trop long") && refused.text.contains(&text), "{path}: nothing is lost");
                for (name, value) in others {
                    assert!(name == "version" || refused.text.contains(value), "{path}: {name} stays");
                }
            }
            amina = house.person("amina@rennes.example");
            assert_eq!(amina.sign_in(PASSWORD).await.status, 303);
        }
    }
}

story! {
    async fn a_file_that_is_too_large_takes_nothing_typed_with_it(house) {
        let mut amina = house.member("amina@rennes.example").await;
        let org = amina.opens("La Belle Planche", "73282932000074").await;
        let path = format!("/espace/organisations/{org}/images");
        let fields = [("faire", "ajouter"), ("kind", "logo"), ("alt", "Une planche sur deux tréteaux")];
        // As phones make them.
        let photo = [b"\xff\xd8\xff\xe0".as_slice(), &vec![0; 20 * 1024 * 1024]].concat();
        let refused = amina.send_file(&path, &fields, ("picture", "photo.jpg", &photo)).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("id=\"ajouter-picture-problem\"") && refused.text.contains("value=\"Une planche sur deux tréteaux\""), "{}", refused.text);
    }
}

story! {
    async fn what_is_beyond_all_measure_is_refused_with_what_the_measure_is(house) {
        let mut visitor = house.person("nobody@x.example");
        let text = "a".repeat(3_000_000);
        let refused = visitor.send("/signaler", &[("faire", "signaler"), ("note", &text)]).await;
        assert!(refused.status == 422 && refused.text.contains("2\u{a0}Mo de texte") && refused.text.len() < 100_000, "{}", refused.text.len());
    }
}
