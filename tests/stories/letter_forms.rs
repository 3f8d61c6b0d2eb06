//! What letters look like, and where they lie without a mail server.

use backend::actor::Actor;
use backend::worker;
use bdis_tests::*;

const AMINA: &str = "amina@rennes.example";

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_letters_are_files() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let settings =
        backend::settings::Settings::read(|name| (name == "DATA_DIR").then(|| data.clone())).unwrap();
    let app = backend::app::App::open(settings, backend::base::clock::Clock::default()).await.unwrap();
    let asked = backend::accounts::SignUp {
        email: AMINA.to_owned(),
        password: PASSWORD.to_owned(),
        name: "Amina Diop".to_owned(),
        lang: backend::base::words::Lang::En,
        back: None,
    };
    backend::accounts::sign_up(&app, &Actor::Anonymous, &Default::default(), asked).await.unwrap();
    worker::letters::round(&app).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path().join("mail")).unwrap().flatten().collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(files[0].path()).unwrap();
    assert!(text.contains("Subject: Confirm your address for BDIS PRO"), "{text}");
    app.post.tidy(Some("another@rennes.example".to_owned())).await.unwrap();
    assert!(files[0].path().exists());
    app.post.tidy(Some(AMINA.to_owned())).await.unwrap();
    assert!(!files[0].path().exists(), "those of an erased account go");
}

/// Kept under `fixtures/letters`; `UPDATE_CONTRACT=1` writes them anew.
#[tokio::test(flavor = "multi_thread")]
async fn every_letter_reads_as_it_did() {
    let house = House::on_sqlite().await;
    let folder = project().join("tests/fixtures/letters");
    let mut subjects = 0;
    for lang in [backend::base::words::Lang::Fr, backend::base::words::Lang::En] {
        for (name, letter) in backend::accounts::samples(&house.app, lang) {
            subjects += 1;
            let text = format!("{}\n\n{}", letter.subject, letter.text("https://bdis.example").unwrap());
            let text = text.replace(&house.address, "https://bdis.example");
            assert!(!text.contains("letter-") && !text.contains("{ $"), "{text}");
            let html = letter.html("https://bdis.example").unwrap();
            assert!(
                html.contains(&letter.subject) && html.contains("amina") == text.contains("amina"),
                "{html}"
            );
            let file = folder.join(format!("{name}.{}.txt", lang.code()));
            if std::env::var_os("UPDATE_CONTRACT").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&file, &text).unwrap();
            }
            assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), text, "{}", file.display());
        }
    }
    // Every letter that has words has its sample.
    let files = std::fs::read_dir(project().join("web/locales/fr")).unwrap();
    let words: String = files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect::<Vec<_>>()
        .join("\n");
    let is_subject = |line: &&str| line.starts_with("letter-") && line.contains("-subject =");
    assert_eq!(words.lines().filter(is_subject).count() * 2, subjects);
}

story! {
    async fn every_letter_can_be_looked_at_on_this_machine(house) {
        let page = house.get("/apercu/courriels").await;
        assert!(page.status == 200 && page.text.contains("/apercu/courriels/confirm.html"), "{}", page.text);
        let one = house.get("/en/apercu/courriels/confirm.html").await;
        assert!(one.text.contains("Confirm my address") && one.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(house.get("/apercu/courriels/nothing.txt").await.status, 404);
    }
}
