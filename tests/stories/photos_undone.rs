//! A picture that was removed comes back for a time, then it goes for good.

use bdis_tests::*;
use chrono::Duration;
use schema::organizations::file;
use sea_orm::EntityTrait;
use uuid::Uuid;

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const PAGE: &str = "/fournisseurs/la-belle-planche-rennes";
const PNG: &[u8] =
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Adds a picture; returns its id.
async fn adds(house: &House, bruno: &mut Person<'_>, path: &str, kind: &str, alt: &str) -> Uuid {
    let png = data_encoding::BASE64.decode(PNG).unwrap();
    let fields = [("faire", "ajouter"), ("kind", kind), ("alt", alt)];
    let sent = bruno.send_file(path, &fields, ("picture", "p.png", &png)).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let all = file::Entity::find().all(&house.app.db).await.unwrap();
    all.into_iter().filter(|one| one.alt == alt).map(|one| one.id).max().unwrap()
}

async fn does(bruno: &mut Person<'_>, path: &str, act: &str, picture: Uuid) -> Answered {
    bruno.send(path, &[("faire", act), ("id", &picture.to_string())]).await
}

story! {
    async fn a_removed_photo_is_out_of_sight_and_comes_back_with_one_click(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        let photo = adds(&house, &mut bruno, &path, "photo", "L’atelier").await;
        assert!(!bruno.get(&path).await.text.contains("Images retirées"));
        let removed = does(&mut bruno, &path, "retirer", photo).await;
        assert_eq!(removed.header("location"), format!("{path}?fait=picture-removed"), "{}", removed.text);
        assert!(!house.get(PAGE).await.text.contains("L’atelier"));
        for someone in [house.get(&format!("/images/{photo}")).await, bruno.get(&format!("/images/{photo}")).await] {
            assert_eq!(someone.status, 404);
        }
        // What was done is said with the way back, and until when.
        let page = bruno.get(&format!("{path}?fait=picture-removed")).await.text;
        assert!(page.contains("L’image est retirée. «\u{202f}Remettre\u{202f}» la fait revenir, pendant trente jours."), "{page}");
        assert!(page.contains("Images retirées") && page.contains("value=\"restaurer\"") && page.contains("L’atelier"), "{page}");
        // Nobody else brings it back.
        let mut lea = house.member("lea@x.example").await;
        assert_ne!(does(&mut lea, &path, "restaurer", photo).await.status, 303);
        let back = does(&mut bruno, &path, "restaurer", photo).await;
        assert_eq!(back.header("location"), format!("{path}?fait=picture-restored"), "{}", back.text);
        assert!(house.get(PAGE).await.text.contains("L’atelier"));
        assert_eq!(house.get(&format!("/images/{photo}")).await.status, 200);
        assert_eq!(does(&mut bruno, &path, "restaurer", photo).await.status, 404, "it is there");
    }
}

story! {
    async fn after_thirty_days_a_removed_photo_is_deleted_and_one_that_stays_is_not(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        let photo = adds(&house, &mut bruno, &path, "photo", "L’atelier").await;
        let stays = adds(&house, &mut bruno, &path, "photo", "La scie").await;
        assert_eq!(does(&mut bruno, &path, "retirer", photo).await.status, 303);
        house.app.clock.advance(Duration::days(29));
        backend::organizations::tidy(&house.app).await.unwrap();
        assert!(house.app.files.get(photo).await.is_ok(), "a day is left");
        house.app.clock.advance(Duration::days(2));
        let mut bruno = house.person(BRUNO);
        bruno.sign_in(PASSWORD).await;
        assert!(!bruno.get(&path).await.text.contains("Images retirées"), "its time is over, tidied or not");
        assert_eq!(does(&mut bruno, &path, "restaurer", photo).await.status, 404);
        backend::organizations::tidy(&house.app).await.unwrap();
        assert!(house.app.files.get(photo).await.is_err() && house.app.files.get(stays).await.is_ok());
        let kept = file::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.id).collect::<Vec<_>>(), [stays]);
    }
}

story! {
    async fn a_logo_that_was_replaced_comes_back_in_the_place_of_the_new_one(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        let first = adds(&house, &mut bruno, &path, "logo", "Une planche").await;
        let second = adds(&house, &mut bruno, &path, "logo", "Deux planches").await;
        let page = house.get(PAGE).await.text;
        assert!(page.contains("Deux planches") && !page.contains("Une planche"), "{page}");
        assert_eq!(does(&mut bruno, &path, "restaurer", first).await.status, 303);
        let page = house.get(PAGE).await.text;
        assert!(page.contains("Une planche") && !page.contains("Deux planches"), "{page}");
        assert_eq!(does(&mut bruno, &path, "restaurer", second).await.status, 303, "and the other way round");
        assert_eq!(house.get(&format!("/images/{first}")).await.status, 404);
    }
}

story! {
    async fn no_photo_comes_back_beyond_those_a_page_may_have(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        let photo = adds(&house, &mut bruno, &path, "photo", "La première").await;
        assert_eq!(does(&mut bruno, &path, "retirer", photo).await.status, 303);
        for number in 1..=8 {
            adds(&house, &mut bruno, &path, "photo", &format!("Vue {number}")).await;
        }
        let full = does(&mut bruno, &path, "restaurer", photo).await;
        assert_eq!(full.status, 422, "{}", full.text);
        assert!(house.app.files.get(photo).await.is_ok(), "it waits for room");
    }
}

story! {
    async fn a_photo_of_what_is_shared_comes_back_too(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let room = [("faire", "partager"), ("direction", "offer"), ("kind", "premises"), ("name", "Salle"), ("postCode", "35000"), ("city", "Rennes")];
        let made = bruno.send(&format!("/espace/organisations/{id}/mutualisation/nouvelle"), &room).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let own = made.header("location").split('?').next().unwrap().to_owned();
        let resource = own.rsplit('/').next().unwrap();
        let photo = adds(&house, &mut bruno, &own, "photo", "La salle, vue du jardin").await;
        assert_eq!(does(&mut bruno, &own, "retirer", photo).await.status, 303);
        assert!(!house.get(&format!("/mutualisation/{resource}")).await.text.contains("vue du jardin"));
        let images = format!("/espace/organisations/{id}/images");
        assert!(!bruno.get(&images).await.text.contains("Images retirées"), "those of the organisation are others");
        let page = bruno.get(&format!("{own}?fait=photo-removed")).await.text;
        assert!(page.contains("«\u{202f}Remettre\u{202f}» la fait revenir") && page.contains("Images retirées"), "{page}");
        assert_eq!(does(&mut bruno, &own, "restaurer", photo).await.status, 303);
        assert!(house.get(&format!("/mutualisation/{resource}")).await.text.contains("vue du jardin"));
    }
}
