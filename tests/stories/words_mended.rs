//! What is shared is said as it is: the map shows all of it, days are days, numbers say what they count.

use bdis_tests::*;

use super::finding_resources::owner;

story! {
    async fn the_map_opens_on_every_result_and_not_on_their_mean(house) {
        let us = owner(&house, "La Ruche").await;
        let cargo = |name: &str, at: (f64, f64)| {
            offered(us, name).with(move |row| (row.latitude, row.longitude) = (Some(at.0), Some(at.1)))
        };
        house.share(vec![cargo("Vélo cargo", (48.1147, -1.6794)), cargo("Vélo cargo long", (48.6493, -2.0257))]).await;
        let drawn = house.get("/carte/mutualisation.geojson?q=velos+cargos&zoom=5").await.json();
        let bounds: Vec<f64> = serde_json::from_value(drawn["bounds"].clone()).unwrap();
        assert_eq!(bounds, [48.1147, -2.0257, 48.6493, -1.6794], "{drawn}");
        let near = house.get("/carte/mutualisation.geojson?q=velos+cargos&zoom=5&cadre=48,-3,49,-1").await.json();
        assert!(near["bounds"].is_null(), "{near}");
        let mut suppliers = vec![supplier("Boulangerie du Port"), supplier("Boulangerie du Fort")];
        for (new, (latitude, longitude)) in suppliers.iter_mut().zip([(48.1147, -1.6794), (48.6493, -2.0257)]) {
            (new.organization.latitude, new.organization.longitude) = (Some(latitude), Some(longitude));
        }
        house.open_to(suppliers).await;
        let drawn = house.get("/carte/fournisseurs.geojson?q=boulangerie&zoom=5").await.json();
        let bounds: Vec<f64> = serde_json::from_value(drawn["bounds"].clone()).unwrap();
        assert_eq!(bounds, [48.1147, -2.0257, 48.6493, -1.6794], "{drawn}");
    }
}
