//! Moderators and what reaches them: cases handed back, claims that cross, and messages.

use bdis_tests::*;
use serde_json::json;

use super::mends_moderation::{named, sent, waiting};

const BRUNO: &str = "bruno@scop.example";

story! {
    async fn a_case_taken_up_by_mistake_is_handed_back_to_colleagues(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        sent(&mut bruno).await;
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let path = waiting(&house, "evidence").await.unwrap();
        let (hold, release) = ([("faire", "prendre-en-charge")], [("faire", "rendre-dossier")]);
        assert!(!one.get(&path).await.text.contains("value=\"rendre-dossier\""));
        assert_eq!(one.send(&path, &hold).await.status, 303);
        assert!(one.get(&path).await.text.contains("value=\"rendre-dossier\""));
        let theirs = other.send(&path, &release).await;
        assert!(theirs.status == 422 && theirs.text.contains("Vous n’avez pas pris ce dossier en charge"), "{}", theirs.text);
        assert_eq!(other.send(&path, &hold).await.status, 422, "it is still held");
        let done = one.send(&path, &release).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert!(one.get(done.header("location")).await.text.contains("Le dossier est rendu"));
        assert_eq!(other.send(&path, &hold).await.status, 303, "at once");
        let id = path.rsplit('/').next().unwrap();
        let by_graphql = "mutation($id: ID!) { releaseCase(id: $id) }";
        assert_eq!(one.graphql(by_graphql, json!({ "id": id })).await.code(), "INVALID");
        assert_eq!(other.graphql(by_graphql, json!({ "id": id })).await.json()["data"]["releaseCase"], true);
        assert_eq!(one.send(&path, &hold).await.status, 303);
    }
}
