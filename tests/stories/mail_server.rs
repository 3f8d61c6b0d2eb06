//! Against mail servers as they are: with TLS, and with a worker that is killed beside them.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bdis_tests::*;
use schema::events::delivery;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Greets and takes leave; goes over to TLS when it is asked to, and is then done here.
async fn greet(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    extension: &str,
    welcome: bool,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if welcome {
        stream.write_all(b"220 mail\r\n").await.ok()?;
    }
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let answer = match &line[..4] {
            "EHLO" => format!("250-mail\r\n250 {extension}\r\n"),
            "STAR" => "220 go\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
        if line.starts_with("STAR") {
            return Some(());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_leave_by_tls_to_a_server_whose_certificate_is_trusted() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("ca.pem");
    std::fs::write(&trusted, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let starting = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, starttls) = (listener.local_addr().unwrap().port(), starting.local_addr().unwrap().port());
    tokio::spawn({
        let acceptor = acceptor.clone();
        async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    greet(&mut stream, "8BITMIME", true).await;
                }
            }
        }
    });
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = starting.accept().await {
            if greet(&mut stream, "STARTTLS", true).await.is_some()
                && let Ok(mut stream) = acceptor.accept(stream).await
            {
                greet(&mut stream, "8BITMIME", false).await;
            }
        }
    });
    let no_one = folder.path().join("none.pem");
    std::fs::write(&no_one, rcgen::generate_simple_self_signed(["other".to_owned()]).unwrap().cert.pem())
        .unwrap();
    for url in [format!("smtps://localhost:{port}"), format!("smtp://localhost:{starttls}?tls=required")] {
        let doctor = async |authorities: &Path| {
            let folder = folder.path().to_owned();
            let set = [("SMTP_URL", url.clone()), ("SSL_CERT_FILE", authorities.display().to_string())];
            tokio::task::spawn_blocking(move || {
                let set = set.each_ref().map(|(name, value)| (*name, value.as_str()));
                bdis_or_skip(&folder, &set, &["doctor"])
            })
            .await
            .unwrap()
        };
        let Some(told) = doctor(&trusted).await else { return };
        assert!(told.out.contains("takes letters"), "{url}: {told:?}");
        let told = doctor(&no_one).await.unwrap();
        assert!(told.code == 1 && told.out.contains("certificate"), "{url}: {told:?}");
    }
}

fn worker(program: &Path, house: &House, folder: &Path) -> Child {
    let settings = &house.app.settings;
    Command::new(program)
        .arg("worker")
        .current_dir(folder)
        .env_clear()
        .env("LOG", "error")
        .env("DATABASE_URL", house.database())
        .env("DATA_DIR", &settings.data_dir)
        .env("PUBLIC_URL", settings.public_url.as_str())
        .env("SMTP_URL", format!("smtp://{}", house.mail.address))
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_before_it_recorded_a_letter_sends_the_same_one_again() {
    let Some(program) = bdis() else {
        eprintln!("skipped: bdis is not built (cargo build)");
        return;
    };
    let house = House::on_sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    house.person("amina@rennes.example").sign_up().await;
    house.mail.behave(Manner::KeepsSilent);
    let mut first = worker(&program, &house, folder.path());
    arrived(&house, 1).await;
    first.kill().unwrap();
    first.wait().unwrap();
    house.mail.behave(Manner::Takes);
    // The lease of a killed worker ends by itself.
    delivery::Entity::update_many()
        .col_expr(delivery::Column::LeasedUntil, Expr::value(chrono::Utc::now()))
        .filter(delivery::Column::Reaction.eq("letter"))
        .exec(&house.app.db)
        .await
        .unwrap();
    let mut second = worker(&program, &house, folder.path());
    arrived(&house, 2).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    second.kill().unwrap();
    second.wait().unwrap();
    let letters = house.mail.all();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].header("message-id"), letters[1].header("message-id"));
    let left = delivery::Entity::find().filter(delivery::Column::Reaction.eq("letter"));
    let states: Vec<String> =
        left.all(&house.app.db).await.unwrap().into_iter().map(|row| row.state).collect();
    assert_eq!(states, ["done"]);
}

async fn arrived(house: &House, count: usize) {
    for _ in 0..600 {
        if house.mail.all().len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} of {count} letters arrived", house.mail.all().len());
}
