//! The pages over the LAN are encrypted: a browser that trusts the office's own
//! authority opens them, one that does not is told how, and nothing that
//! matters is done in the clear. Setting up by a script makes such an office.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a story stops at the first surprise"
)]
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "stories share one house and use different parts of it"
)]

mod house;

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use house::{House, Scratch, talon};
use rustix::net::{AddressFamily, SocketType, bind, connect, socket};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;
use talon::link::{Heard, Link, Place, View, look};

/// An office file that encrypts although it is open to this computer only.
fn encrypted_office(scratch: &Scratch) -> PathBuf {
    let text = include_str!("../assets/office.toml")
        .replace("/var/lib/talon", scratch.data().to_str().unwrap())
        .replace("# tls = \"own\"", "tls = \"own\"");
    let path = scratch.path.join("office.toml");
    fs::write(&path, text).unwrap();
    path
}

fn open(scratch: &Scratch) -> House {
    let mut command = talon();
    command
        .args([
            "run",
            "--headless",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--config",
        ])
        .arg(encrypted_office(scratch));
    House::start(command, &scratch.path)
}

/// From another address of this computer, as from the LAN.
fn from_lan(house: &House) -> TcpStream {
    let to: SocketAddrV4 = house.address().parse().unwrap();
    let own = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    bind(&own, &SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, 9), 0)).unwrap();
    connect(&own, &to).unwrap();
    let stream = TcpStream::from(own);
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
}

fn speak(mut stream: impl Read + Write, request: &str) -> String {
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    // An end without TLS' goodbye is an end too.
    stream.read_to_string(&mut answer).ok();
    answer
}

fn get(house: &House, path: &str) -> String {
    let host = house.address();
    format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")
}

fn encrypted(house: &House, authority: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(client, from_lan(house))
}

#[test]
fn a_computer_that_trusts_the_authority_opens_the_pages_encrypted() {
    let scratch = Scratch::new("tls");
    let house = open(&scratch);
    let answer = speak(from_lan(&house), &get(&house, "/trust/talon-ca.crt"));
    let (_head, authority) = answer.split_once("\r\n\r\n").unwrap();
    let page = speak(encrypted(&house, authority), &get(&house, "/desk"));
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    // The fingerprint on the page is the one the computer itself shows.
    let shown = talon()
        .args(["fingerprint", "--config"])
        .arg(scratch.path.join("office.toml"))
        .output()
        .unwrap();
    let print = String::from_utf8(shown.stdout).unwrap();
    assert_eq!(print.trim().split(' ').count(), 32);
    let page = speak(from_lan(&house), &get(&house, "/trust"));
    assert!(page.contains(print.trim()), "{page}");
    // Restarted, it is the same authority.
    house.stop();
    let house = open(&scratch);
    let page = speak(encrypted(&house, authority), &get(&house, "/healthz"));
    assert!(page.contains("\"status\""), "{page}");
}

#[test]
fn nothing_that_matters_is_done_in_the_clear_and_the_way_is_shown() {
    let scratch = Scratch::new("tls-clear");
    let house = open(&scratch);
    let page = speak(from_lan(&house), &get(&house, "/desk?x=1"));
    assert!(page.starts_with("HTTP/1.1 307"), "{page}");
    let there = format!("location: https://{}/desk?x=1", house.address());
    assert!(page.contains(&there), "{page}");
    let body = json!({ "account": "vetrov", "pin": "three white horses" }).to_string();
    let sign_in = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        house.address(),
        body.len()
    );
    let answer = speak(from_lan(&house), &sign_in);
    assert!(
        answer.starts_with("HTTP/1.1 403") && answer.contains("tls-needed"),
        "{answer}"
    );
    // What hangs on the wall anyway, for old TVs; this computer's own screens.
    for path in ["/board", "/api/v1/board", "/healthz", "/metrics", "/trust"] {
        let answer = speak(from_lan(&house), &get(&house, path));
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }
    assert_eq!(house.ask("GET", "/hall", &[], "").status, 200);
    // 409 outside of the office's hours.
    assert!([201, 409].contains(&house.take("consultation").status));
    // A page that came in the clear does not act encrypted.
    let authority = fs::read_to_string(scratch.data().join("tls/authority.pem")).unwrap();
    let foreign = sign_in.replace(
        "connection: close",
        &format!("origin: http://{}\r\nconnection: close", house.address()),
    );
    let answer = speak(encrypted(&house, &authority), &foreign);
    assert!(answer.contains("foreign-origin"), "{answer}");
    // And a cookie given encrypted comes back encrypted only.
    let gone = sign_in.replacen("POST", "DELETE", 1);
    let answer = speak(encrypted(&house, &authority), &gone);
    assert!(answer.contains("; Secure"), "{answer}");
}

/// A further kiosk on another mini PC: it believes the office by its authority
/// and nobody else, and says what to do.
#[test]
fn a_further_screen_comes_over_tls_and_believes_this_office_alone() {
    let scratch = Scratch::new("tls-screen");
    let house = open(&scratch);
    let token = house.token("kiosk").replace("Bearer ", "");
    let mut place = Place::open(format!("https://{}", house.address()), token);
    let (tell, told) = channel();
    place.authority = Some(scratch.data().join("tls/authority.pem"));
    let _link = Link::start(
        &place,
        View::Kiosk,
        move |heard: Heard<serde_json::Value>| {
            tell.send(heard).unwrap_or(());
        },
    )
    .unwrap();
    let first = told.recv_timeout(Duration::from_secs(20)).unwrap();
    assert!(matches!(first, Heard::Hello { .. }), "{first:?}");

    let other = Scratch::new("tls-stranger");
    let stranger = open(&other);
    place.authority = Some(other.data().join("tls/authority.pem"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let refused = runtime.block_on(look(&place, "/healthz")).unwrap_err();
    assert!(refused.to_string().contains("/trust"), "{refused}");
    drop(stranger);
}

#[test]
fn the_keys_are_the_offices_alone_and_the_doctor_knows_the_certificates_age() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new("tls-keys");
    let house = open(&scratch);
    for key in ["authority.key", "pages.key"] {
        let mode = fs::metadata(scratch.data().join("tls").join(key)).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o600, "{key}");
    }
    let url = format!("http://{}", house.address());
    let output = talon()
        .args(["doctor", "--json", "--url", &url, "--config"])
        .arg(scratch.path.join("office.toml"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("\"check\":\"certificate\",\"level\":\"ok\""),
        "{said}"
    );
}

/// What `talon doctor` says of a running office, and `talon check` of its file.
fn told(house: &House, scratch: &Scratch) -> (String, String) {
    let url = format!("http://{}", house.address());
    let config = scratch.path.join("office.toml");
    let said = |command: &mut std::process::Command| {
        let output = command.arg("--config").arg(&config).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let doctor = said(talon().args(["doctor", "--url", &url]));
    (doctor, said(talon().arg("check")))
}

fn start(scratch: &Scratch) -> House {
    let mut command = talon();
    command
        .args(["run", "--headless", "--json", "--listen", "127.0.0.1:0"])
        .arg("--config")
        .arg(scratch.path.join("office.toml"));
    House::start(command, &scratch.path)
}

#[test]
fn a_certificate_of_the_company_that_cannot_be_used_is_named_by_check_doctor_and_log() {
    let scratch = Scratch::new("tls-files");
    let (pem, key) = (
        scratch.path.join("pages.pem"),
        scratch.path.join("pages.key"),
    );
    let path = encrypted_office(&scratch);
    let (pem_name, key_name) = (pem.to_str().unwrap(), key.to_str().unwrap());
    let named = format!("tls = \"files\"\ncertificate = \"{pem_name}\"\nkey = \"{key_name}\"");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("tls = \"own\"", &named)).unwrap();

    let house = start(&scratch);
    let (doctor, check) = told(&house, &scratch);
    for said in [&doctor, &check] {
        assert!(said.contains(pem_name), "{said}");
        assert!(said.contains("the office's own"), "{said}");
    }
    assert!(!check.contains("all is well"), "{check}");
    assert!(!doctor.contains("is good for"), "{doctor}");
    let log = fs::read_to_string(scratch.path.join("log.txt")).unwrap();
    assert!(
        log.contains(pem_name) && log.contains("No such file"),
        "{log}"
    );
    house.stop();

    // Both are there, the certificate is none.
    fs::write(&pem, "сертификат").unwrap();
    fs::write(&key, "ключ").unwrap();
    let check = || {
        let output = talon().args(["check", "--config"]).arg(&path).output();
        let output = output.unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(check().contains(pem_name), "{}", check());
    // A right certificate, and no key of it.
    let right = rcgen::generate_simple_self_signed(["queue.corp.ru".to_owned()]).unwrap();
    fs::write(&pem, right.cert.pem()).unwrap();
    assert!(check().contains(key_name), "{}", check());
    let other = rcgen::KeyPair::generate().unwrap();
    fs::write(&key, other.serialize_pem()).unwrap();
    assert!(check().contains(key_name), "{}", check());

    fs::write(&key, right.signing_key.serialize_pem()).unwrap();
    let house = start(&scratch);
    let (doctor, check) = told(&house, &scratch);
    assert!(check.contains("all is well"), "{check}");
    assert!(doctor.contains("is good for"), "{doctor}");
    drop(house);
}

#[test]
fn a_name_that_came_after_the_authority_is_told_by_the_doctor() {
    let scratch = Scratch::new("tls-late-name");
    let house = open(&scratch);
    assert!(!told(&house, &scratch).0.contains("queue.corp.ru"));
    house.stop();
    let path = scratch.path.join("office.toml");
    let text = fs::read_to_string(&path).unwrap();
    let named = "allowed_hosts = [\"queue.corp.ru\"]";
    fs::write(&path, text.replace("allowed_hosts = []", named)).unwrap();
    let house = start(&scratch);
    let (doctor, _check) = told(&house, &scratch);
    assert!(doctor.contains("lacks the name queue.corp.ru"), "{doctor}");
    house.stop();
    fs::remove_dir_all(scratch.data().join("tls")).unwrap();
    let house = start(&scratch);
    let (doctor, _check) = told(&house, &scratch);
    assert!(!doctor.contains("queue.corp.ru"), "{doctor}");
    drop(house);
}

#[test]
fn a_script_of_answers_sets_an_office_up_and_can_be_repeated() {
    let scratch = Scratch::new("setup");
    let path = scratch.path.join("office.toml");
    let set_up = |answers: &str| {
        let mut child = talon()
            .args(["setup", "--config"])
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(answers.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let first = [
        "Офис на Лесной",
        "Asia/Nowhere",
        "Asia/Omsk",
        "yes",
        "Вера Павлова",
        "1234567890",
        "three white horses",
        "three white horses",
    ];
    let said = set_up(&(first.join("\n") + "\n"));
    assert!(
        said.contains("There is no such zone") && said.contains("Ten signs or more, five"),
        "{said}"
    );
    let clock = said.lines().find(|line| line.contains("The clock"));
    assert!(
        clock.is_some_and(|line| line.contains("Asia/Omsk")),
        "{said}"
    );
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("Офис на Лесной") && text.contains("Asia/Omsk"),
        "{text}"
    );
    assert!(text.contains("Вера Павлова") && text.contains("password_hash = \"$argon2id$"));
    assert!(text.contains("listen = \"0.0.0.0:8080\"") && !text.contains("white horses"));
    assert!(
        text.contains("# ── Принтеры") || text.contains("[[printer]]"),
        "comments stay"
    );
    // Nothing answered: nothing changes.
    set_up("");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let check = talon()
        .args(["check", "--config"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(check.status.success());
}
