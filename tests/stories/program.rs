//! The program from its command line: exit codes, one line for an error, reports for machines.

use std::path::Path;

use bdis_tests::*;
use serde_json::Value;

fn one_line(ended: &Ended) {
    assert_eq!(ended.err.trim_end().lines().count(), 1, "{ended:?}");
    assert!(!ended.err.contains("panicked") && !ended.err.contains("RUST_BACKTRACE"), "{ended:?}");
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import").join(name).display().to_string()
}

fn run(folder: &Path, set: &[(&str, &str)], arguments: &[&str]) -> Option<Ended> {
    bdis_or_skip(folder, set, arguments)
}

#[test]
fn bad_usage_is_one_line_and_exit_two() {
    let folder = tempfile::tempdir().unwrap();
    let rejects = fixture("rejects.csv");
    for arguments in [
        &["nothing"][..],
        &[],
        &["serve", "--nothing"],
        &["import"],
        &["import", "nothing", &rejects],
        &["import", "suppliers", &rejects, "--format", "pdf"],
        &["import", "suppliers", &rejects, "--network", "nowhere"],
        &["import", "suppliers", &rejects, "--map", "nothing"],
        &["import", "suppliers", &rejects, "--map", "siret=nothing"],
        &["import", "suppliers", &rejects, "--map", "nothing=siret"],
        &["generate", "suppliers", "--count", "0"],
        &["generate", "suppliers", "--count", "x"],
        &["generate", "nothing", "--count", "1"],
    ] {
        let Some(ended) = run(folder.path(), &[], arguments) else { return };
        assert_eq!(ended.code, 2, "{arguments:?}: {ended:?}");
        one_line(&ended);
    }
}

#[test]
fn a_bad_setting_is_named_in_one_line_with_exit_two() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("LISTEN", "8080"),
        ("PUBLIC_URL", "localhost"),
        ("DATABASE_URL", "mysql://user:secret@host/db"),
        ("LOG", "a=b=c"),
        ("LOG_FORMAT", "xml"),
    ] {
        let Some(ended) = run(folder.path(), &[(name, value)], &["reindex"]) else { return };
        assert_eq!(ended.code, 2, "{name}: {ended:?}");
        assert!(ended.err.contains(name) && !ended.err.contains("secret"), "{ended:?}");
        one_line(&ended);
    }
}

#[test]
fn the_demonstration_refuses_a_public_address() {
    let folder = tempfile::tempdir().unwrap();
    let Some(ended) = run(folder.path(), &[("PUBLIC_URL", "https://bdis.example")], &["serve", "--demo"])
    else {
        return;
    };
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.err.contains("--demo") && ended.err.contains("https://bdis.example"), "{ended:?}");
    one_line(&ended);
}

#[test]
fn a_failed_run_is_one_line_and_exit_one() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let unreachable = ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
    for (set, arguments, named) in [
        (("LOG", "error"), vec!["import", "suppliers", "nowhere.csv"], "nowhere.csv"),
        (("LISTEN", address.as_str()), vec!["serve"], address.as_str()),
        (unreachable, vec!["reindex"], "database"),
    ] {
        let Some(ended) = run(folder.path(), &[set], &arguments) else { return };
        assert_eq!(ended.code, 1, "{arguments:?}: {ended:?}");
        assert!(ended.err.contains(named), "{ended:?}");
        one_line(&ended);
    }
}

#[test]
fn a_file_that_is_not_what_it_says_is_one_line_and_exit_one() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["refused-page.csv", "refused-image.csv", "refused-empty.csv", "refused-cut-short.json"] {
        let Some(ended) = run(folder.path(), &[], &["import", "suppliers", &fixture(name)]) else { return };
        assert_eq!(ended.code, 1, "{name}: {ended:?}");
        assert!(ended.err.contains(name), "{ended:?}");
        one_line(&ended);
    }
}

#[test]
fn an_import_ends_with_its_report_and_a_second_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let list = fixture("rejects.csv");
    let arguments = ["import", "suppliers", &list, "--source", "list", "--json"];
    let Some(first) = run(folder.path(), &[], &arguments) else { return };
    assert_eq!((first.code, first.err.as_str()), (0, ""), "{first:?}");
    let report =
        |ended: &Ended| -> Value { serde_json::from_str(ended.out.lines().last().unwrap()).unwrap() };
    let told = report(&first);
    let keys = ["read", "created", "updated", "unchanged", "rejected", "rejects", "warnings", "import"];
    let mut found: Vec<&String> = told.as_object().unwrap().keys().collect();
    found.sort();
    let mut wanted = keys.to_vec();
    wanted.sort();
    assert_eq!(found, wanted);
    assert_eq!(
        (&told["read"], &told["created"], &told["updated"], &told["rejected"]),
        (&8.into(), &3.into(), &1.into(), &4.into())
    );
    assert_eq!(told["rejects"][0]["line"], 5);
    assert!(first.out.contains("line 5: siret-checksum"), "{}", first.out);
    let second = report(&run(folder.path(), &[], &arguments).unwrap());
    assert_eq!(
        (&second["created"], &second["updated"], &second["unchanged"]),
        (&0.into(), &0.into(), &4.into())
    );
    assert!(folder.path().join("data/bdis.db").is_file(), "the default database");
}

#[test]
fn the_schema_is_printed_as_it_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let Some(ended) = run(folder.path(), &[], &["schema"]) else { return };
    assert_eq!((ended.code, ended.out), (0, backend::api::sdl()));
}

#[test]
fn help_and_version_are_on_standard_output_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let Some(version) = run(folder.path(), &[], &["--version"]) else { return };
    assert_eq!((version.code, version.out.starts_with("bdis ")), (0, true));
    for command in ["serve", "worker", "import", "reindex", "generate", "schema"] {
        let help = run(folder.path(), &[], &[command, "--help"]).unwrap();
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Example: ") && help.out.contains("bdis"), "{command}: {}", help.out);
    }
    let serve = run(folder.path(), &[], &["serve", "--help"]).unwrap().out;
    for (name, _, _) in backend::settings::SETTINGS {
        assert!(serve.contains(name), "{name}");
    }
}

#[test]
fn invented_suppliers_are_the_same_each_time_and_can_be_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["generate", "suppliers", "--count", "30", "--seed", "7"];
    let Some(first) = run(folder.path(), &[], &arguments) else { return };
    assert_eq!((first.code, first.out.lines().count()), (0, 31), "{}", first.err);
    assert_eq!(first.out, run(folder.path(), &[], &arguments).unwrap().out);
    std::fs::write(folder.path().join("list.csv"), &first.out).unwrap();
    let read = run(folder.path(), &[], &["import", "suppliers", "list.csv", "--json"]).unwrap();
    let report: Value = serde_json::from_str(read.out.lines().last().unwrap()).unwrap();
    assert_eq!((&report["created"], &report["rejected"]), (&30.into(), &0.into()), "{}", read.out);
}

#[test]
fn json_of_other_things_is_said_in_one_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notices.json");
    std::fs::write(&file, r#"[{"objet": "Travaux", "date": "2026-01-01"}, {"objet": "Fournitures"}]"#)
        .unwrap();
    let Some(ended) = run(folder.path(), &[], &["import", "suppliers", &file.display().to_string()]) else {
        return;
    };
    assert_eq!(ended.code, 1, "{ended:?}");
    one_line(&ended);
}

#[test]
fn a_byte_of_dirt_costs_its_row_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    let list = "siret;nom;code_postal;ville\n00005000100013;Bon\u{0}net;35000;Rennes\nW351000001;Autre;35000;Rennes\n";
    std::fs::write(&file, list).unwrap();
    let Some(ended) = run(folder.path(), &[], &["import", "suppliers", &file.display().to_string()]) else {
        return;
    };
    assert!(ended.code == 0 && ended.out.contains("read 2"), "{ended:?}");
}

#[test]
fn a_first_start_that_is_killed_leaves_a_database_that_opens() {
    let Some(program) = bdis() else { return };
    for pause in [5, 10, 15, 20, 30, 40, 60] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = std::process::Command::new(&program);
        command.arg("reindex").current_dir(folder.path()).env_clear();
        let nothing = std::process::Stdio::null;
        let mut child = command.stdin(nothing()).stdout(nothing()).stderr(nothing()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
        let Some(ended) = run(folder.path(), &[], &["reindex"]) else { return };
        assert_eq!(ended.code, 0, "after {pause} ms: {ended:?}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_panic() {
    let Some(program) = bdis() else { return };
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = std::process::Command::new(program).arg("--help").stdout(full).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!said.contains("panicked"), "{said}");
}
