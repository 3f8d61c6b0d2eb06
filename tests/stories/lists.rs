//! National lists: the full nomenclature, the communes.

use backend::interchange::{import_categories, import_communes};
use bdis_tests::*;
use serde_json::json;

async fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

story! {
    async fn an_imported_category_can_be_looked_up_at_once(house) {
        let text = "code,label_fr,label_en,social_service\n77313000,Entretien d'espaces,Parks maintenance services,0\n\
                    7731x,Faux,False,0\n77310000,,,0\n";
        let (_folder, path) = file(text).await;
        let report = import_categories(&house.app, &path).await.unwrap();
        assert_eq!((report.read, report.created), (3, 1), "{report:?}");
        assert_eq!(report.rejects.iter().map(|note| note.line).collect::<Vec<_>>(), [3, 4]);
        let data = house.ask("{ categories(search: \"77313\") { code label } }", json!({})).await;
        assert_eq!(data["categories"], json!([{ "code": "77313000", "label": "Parks maintenance services" }]));
        let again = import_categories(&house.app, &path).await.unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 1));
    }
}

story! {
    async fn a_commune_imported_later_keeps_its_territory_in_step(house) {
        let text = "code,name,departement,region,epci,population,lat,lon,postal_codes\n\
                    35238,Rennes,35,53,243500139,230000,48.1113,-1.6800,35000 35200 35700\n\
                    35999,L'Autre Commune,35,53,243500139,12,48.1,-1.7,35999\n\
                    99999,Ailleurs,99,,,,,,\n";
        let (_folder, path) = file(text).await;
        let report = import_communes(&house.app, &path).await.unwrap();
        assert_eq!((report.read, report.created, report.updated, report.rejected), (3, 1, 1, 1), "{report:?}");
        let data = house.ask("{ territories(search: \"Autre Commune\") { code epci } }", json!({})).await;
        assert_eq!(data["territories"][0], json!({ "code": "commune:35999", "epci": "epci:243500139" }));
        let again = import_communes(&house.app, &path).await.unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 2));
    }
}

story! {
    async fn a_list_with_another_header_is_refused_with_the_one_that_is_right(house) {
        let (_folder, path) = file("a,b\n1,2\n").await;
        let told = import_categories(&house.app, &path).await.unwrap_err().to_string();
        assert!(told.contains("code") && told.contains("label_fr"), "{told}");
        let told = import_communes(&house.app, &path).await.unwrap_err().to_string();
        assert!(told.contains("departement"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_nomenclature_goes_in_and_changes_nothing_the_second_time() {
    let Some(path) = shared("reference/cpv.csv") else { return };
    let house = House::on_sqlite().await;
    let first = import_categories(&house.app, &path).await.unwrap();
    assert_eq!((first.read, first.rejected), (9_454, 0), "{:?}", first.rejects.first());
    let second = import_categories(&house.app, &path).await.unwrap();
    assert_eq!((second.created, second.updated, second.unchanged), (0, 0, 9_454));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_communes_of_the_shared_list_are_those_we_have() {
    let Some(path) = shared("reference/communes.csv") else { return };
    let house = House::on_sqlite().await;
    let report = import_communes(&house.app, &path).await.unwrap();
    assert_eq!(
        (report.read, report.created, report.rejected),
        (34_912, 0, 0),
        "{:?}",
        report.rejects.first()
    );
}
