//! The company's directory proves passwords: a real server with people in it,
//! and servers that are silent, gone or somebody else's. PINs and the
//! administrator's own password let in whatever the directory does.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a story stops at the first surprise"
)]

#[expect(dead_code, reason = "other stories use the rest")]
mod house;
#[path = "the_directory/slapd.rs"]
mod slapd;

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use house::{Answer, House, Scratch, talon, wait_for};
use serde_json::json;
use slapd::{Slapd, close, free_port};
use talon::config::secrets;

const VETROV: &str = "серый волк в лесу";
const BELOV: &str = "белый снег в горах";
const GROMOVA: &str = "гром над рекой";
const BELOVS_PIN: &str = "274913";
const ADMIN: &str = "три белых коня";

/// A service account looks people up.
fn by_search(url: &str) -> String {
    format!(
        r#"urls = ["{url}"]
ca = "ca.pem"
base = "dc=corp"
filter = "(&(objectClass=inetOrgPerson)(uid={{account}}))"
reader = "cn=talon,dc=corp"
reader_password_file = "reader-password""#
    )
}

/// The name is made by a pattern.
fn by_pattern(urls: &str) -> String {
    format!(
        r#"urls = [{urls}]
ca = "ca.pem"
bind_as = "uid={{account}},ou=people,dc=corp""#
    )
}

/// The demo's people, four of them in the directory; one of these has a PIN too.
fn office_file(scratch: &Scratch, directory: &str) -> PathBuf {
    let person = |id: &str, more: &str| {
        let line = format!("id = \"{id}\"\n");
        (line.clone(), format!("{line}{more}\n"))
    };
    let hash = |secret| secrets::hash(secret).unwrap();
    let belov = format!(
        "directory = \"i.belov\"\npin_hash = \"{}\"",
        hash(BELOVS_PIN)
    );
    let people = [
        person("vetrov", "directory = \"s.vetrov\""),
        person("belov", &belov),
        person("gromova", "directory = \"*)(uid=*\""),
        person("orlova", "directory = \"e.orlova\""),
        person("it", &format!("password_hash = \"{}\"", hash(ADMIN))),
    ];
    let mut text = include_str!("../assets/office.toml")
        .replace("/var/lib/talon", scratch.data().to_str().unwrap())
        .replace("[directory]\n", &format!("[directory]\n{directory}\n"));
    for (line, longer) in people {
        assert!(text.contains(&line), "{line}");
        text = text.replacen(&line, &longer, 1);
    }
    let path = scratch.path.join("office.toml");
    fs::write(&path, text).unwrap();
    path
}

fn open(scratch: &Scratch, directory: &str) -> House {
    let mut command = talon();
    command
        .args(["run", "--headless", "--json", "--listen", "127.0.0.1:0"])
        .arg("--config")
        .arg(office_file(scratch, directory));
    House::start(command, &scratch.path)
}

fn sign_in(house: &House, account: &str, secret: &str) -> Answer {
    let body = json!({ "account": account, "pin": secret }).to_string();
    let russian = [("accept-language", "ru")];
    house.ask("POST", "/api/v1/session", &russian, &body)
}

fn lets_in(house: &House, account: &str, secret: &str) -> Answer {
    let answer = sign_in(house, account, secret);
    assert_eq!(answer.status, 200, "{account}: {}", answer.body);
    answer
}

fn refuses(house: &House, account: &str, secret: &str, status: u16, code: &str) {
    let answer = sign_in(house, account, secret);
    let told = (answer.status, answer.text("code"));
    assert_eq!(
        told,
        (status, code.to_owned()),
        "{account}: {}",
        answer.body
    );
}

fn doctor(house: &House) -> String {
    let russian = [("accept-language", "ru")];
    house.ask("GET", "/api/v1/doctor", &russian, "").body
}

/// `text` stands nowhere in what the house logged.
fn is_not_logged(scratch: &Scratch, text: &str) {
    let log = fs::read_to_string(scratch.path.join("log.txt")).unwrap();
    assert!(!log.contains(text), "{text} in {log}");
}

#[test]
fn the_companys_password_lets_in_its_own_person_and_nobody_else() {
    let scratch = Scratch::new("directory");
    let slapd = Slapd::start(&scratch.path);
    let house = open(&scratch, &by_search(&slapd.ldaps));

    let vetrov = lets_in(&house, "vetrov", VETROV).cookie();
    let cookie = [("cookie", vetrov.as_str()), ("accept-language", "ru")];
    wait_for("the way in among who did what", 10, || {
        let told = house.ask("GET", "/api/v1/audit", &cookie, "").body;
        told.contains("signed-in-by-directory") && told.contains("служба каталогов")
    });

    // To a server an empty password is no password at all, and a yes.
    for wrong in ["", "не тот пароль", "274913"] {
        refuses(&house, "vetrov", wrong, 401, "wrong-pin");
    }
    refuses(&house, "*)(", VETROV, 401, "wrong-pin");
    refuses(&house, "nobody", VETROV, 401, "wrong-pin");
    refuses(&house, "orlova", VETROV, 401, "wrong-pin");

    // Unescaped, her name would fit everybody in the company.
    lets_in(&house, "gromova", GROMOVA);
    refuses(&house, "gromova", VETROV, 401, "wrong-pin");

    lets_in(&house, "belov", BELOVS_PIN);
    lets_in(&house, "belov", BELOV);
    lets_in(&house, "it", ADMIN);
    let body = json!({ "account": "vetrov", "now": VETROV, "new": ADMIN }).to_string();
    let elsewhere = house.ask("POST", "/api/v1/session/secret", &[], &body);
    assert_eq!(elsewhere.text("code"), "directory-secret");
    for secret in [VETROV, BELOV, "s.vetrov", "Ветров", slapd::READER_PASSWORD] {
        is_not_logged(&scratch, secret);
    }
}

#[test]
fn nobody_closes_an_account_of_the_company_through_the_office() {
    let scratch = Scratch::new("directory-tries");
    let slapd = Slapd::start(&scratch.path);
    let house = open(&scratch, &by_search(&slapd.ldaps));
    // A wrong PIN is no wrong password: the directory is not told.
    for pin in ["111222", "333444", "555666", "777888"] {
        refuses(&house, "belov", pin, 401, "wrong-pin");
    }
    lets_in(&house, "belov", BELOV);
    for wrong in ["один", "два", "три", "четыре"] {
        refuses(&house, "belov", wrong, 401, "wrong-pin");
    }
    refuses(&house, "belov", BELOV, 429, "directory-paused");
    lets_in(&house, "belov", BELOVS_PIN);
    lets_in(&house, "vetrov", VETROV);
}

#[test]
fn a_name_by_pattern_over_starttls_and_the_next_server_when_the_first_is_away() {
    let scratch = Scratch::new("directory-starttls");
    let slapd = Slapd::start(&scratch.path);
    let urls = format!("\"ldaps://127.0.0.1:{}\", \"{}\"", free_port(), slapd.ldap);
    let house = open(&scratch, &by_pattern(&urls));
    lets_in(&house, "vetrov", VETROV);
    lets_in(&house, "gromova", GROMOVA);
    refuses(&house, "vetrov", GROMOVA, 401, "wrong-pin");
    refuses(&house, "vetrov", "", 401, "wrong-pin");
    refuses(&house, "orlova", VETROV, 401, "wrong-pin");
    let told = doctor(&house);
    assert!(told.contains("Служба каталогов отвечает"), "{told}");
    assert!(told.contains("недоступен"), "{told}");
}

/// Whatever is wrong with the directory: it is said in plain words, the doctor
/// names the reason, and the counter works.
fn goes_on_without(scratch: &Scratch, directory: &str, reason: &str) {
    let house = open(scratch, directory);
    // All at once: a PIN does not wait behind a password.
    let (answer, told) = std::thread::scope(|people| {
        let asked = people.spawn(|| sign_in(&house, "vetrov", VETROV));
        let looked = people.spawn(|| doctor(&house));
        lets_in(&house, "belov", BELOVS_PIN);
        lets_in(&house, "it", ADMIN);
        (asked.join().unwrap(), looked.join().unwrap())
    });
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.text("code"), "directory-away");
    assert!(answer.text("detail").contains("Служба каталогов"));
    refuses(&house, "belov", "111222", 401, "wrong-pin");
    assert!(told.contains(reason), "{told}");
    is_not_logged(scratch, VETROV);
}

#[test]
fn a_silent_directory_is_waited_for_three_seconds_and_holds_nobody_else_up() {
    let scratch = Scratch::new("directory-silent");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    Slapd::start(&scratch.path);
    let url = format!("ldaps://{}", silent.local_addr().unwrap());
    goes_on_without(&scratch, &by_search(&url), "молчит");
}

#[test]
fn a_directory_that_is_gone_locks_nobody_out() {
    let scratch = Scratch::new("directory-gone");
    let slapd = Slapd::start(&scratch.path);
    let url = slapd.ldaps.clone();
    drop(slapd);
    goes_on_without(&scratch, &by_search(&url), "недоступен");
}

#[test]
fn a_server_the_companys_authority_does_not_vouch_for_gets_no_password() {
    let (scratch, other) = (Scratch::new("directory-tls"), Scratch::new("directory-ca"));
    let stranger = Slapd::start(&other.path);
    Slapd::start(&scratch.path);
    goes_on_without(&scratch, &by_search(&stranger.ldaps), "нельзя верить");
}

#[test]
fn a_password_file_that_others_may_read_is_not_used() {
    let scratch = Scratch::new("directory-open");
    let slapd = Slapd::start(&scratch.path);
    close(&scratch.path.join("reader-password"), 0o644);
    let directory = by_search(&slapd.ldaps);
    goes_on_without(&scratch, &directory, "прочитать посторонние");
}

#[test]
fn a_place_that_is_not_there_is_named_before_anybody_signs_in() {
    let scratch = Scratch::new("directory-base");
    let slapd = Slapd::start(&scratch.path);
    let elsewhere = by_search(&slapd.ldaps).replace("base = \"dc=corp\"", "base = \"dc=corps\"");
    goes_on_without(&scratch, &elsewhere, "нет места, где искать");
}

#[test]
fn a_port_that_does_not_encrypt_is_not_called_away() {
    let scratch = Scratch::new("directory-port");
    let slapd = Slapd::start(&scratch.path);
    let url = slapd.ldap.replace("ldap://", "ldaps://");
    goes_on_without(&scratch, &by_search(&url), "не переходит на шифрование");
}

/// The company locks whoever it was told five wrong passwords of.
#[test]
fn a_service_account_with_an_old_password_is_not_locked_by_those_who_sign_in() {
    let scratch = Scratch::new("directory-reader");
    let slapd = Slapd::start(&scratch.path);
    let file = scratch.path.join("reader-password");
    let right = fs::read(&file).unwrap();
    fs::write(&file, "прежний пароль\n").unwrap();
    let house = open(&scratch, &by_search(&slapd.ldaps));
    for _ in 0..4 {
        refuses(&house, "vetrov", VETROV, 503, "directory-away");
        refuses(&house, "gromova", GROMOVA, 503, "directory-away");
    }
    assert!(doctor(&house).contains("не пускает служебную запись"));
    fs::write(&file, right).unwrap();
    lets_in(&house, "vetrov", VETROV);
}
