//! Hostile addresses; `make fuzz` tries a hundred thousand.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::super::machines::PARAMETERS;
use super::*;
use crate::actor::Actor;
use crate::app::App;
use crate::base::clock::Clock;
use crate::base::page::Address;
use crate::base::visit::Origin;
use crate::base::words::{Lang, Words};
use crate::settings::Settings;

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,24}",
        "[0-9.,eE+-]{0,12}",
        "(region|departement|epci|commune|country):[0-9A-Z]{0,9}",
        "-?[0-9]{1,3}\\.[0-9]{0,20},-?[0-9]{1,3}",
        "[\u{0}-\u{1f}\u{7f}\u{202e}\u{feff}\u{fffd}<>\"'&%;]{0,12}",
        Just("NaN".to_owned()),
        Just("x".repeat(5_000)),
        proptest::sample::select(
            &["food", "esus", "DECLARED", "ESS", "EUR", "distance", "nom", "90", "77310000", "scop", "1"][..]
        )
        .prop_map(str::to_owned),
    ]
}

#[test]
fn no_address_of_a_search_does_harm() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let settings = Settings::read(|name| (name == "DATA_DIR").then(|| data.clone())).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(App::open(settings, Clock::default())).unwrap();
    let reference = app.reference.get();
    // Names of places are looked up among 35,000: a few hundred of them are enough here.
    let (places, others): (Vec<&str>, Vec<&str>) =
        PARAMETERS.iter().partition(|name| matches!(**name, "territoire" | "siege" | "centre"));
    let one_of = proptest::sample::select::<&str>;
    let name = prop_oneof![400 => one_of(others), 1 => one_of(places)];
    let query = proptest::collection::vec((name, value()), 0..5);
    let config = crate::base::hostile::cases();
    let tried = TestRunner::new(config).run(&query, |query| {
        let query = query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let visit = Visit {
            app: app.clone(),
            actor: Actor::Anonymous,
            words: Words::new(Lang::Fr),
            address: Address { path: "/fournisseurs".to_owned(), query },
            from: Origin::default(),
        };
        let asked = Asked::read(&visit, &reference, &[]);
        prop_assert!(asked.problems.iter().all(|problem| problem.typed.chars().count() <= 60));
        prop_assert!(asked.wrong().iter().all(|wrong| PARAMETERS.contains(&wrong.path.as_str())));
        if asked.can_run() {
            let criteria = asked.filter.criteria(&reference, &[]);
            prop_assert!(criteria.is_ok(), "{:?}", criteria);
        }
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}
