//! The office file: the shipped one is right, and each mistake is found where
//! it stands, all of them at once.

use std::num::NonZeroU16;

use jiff::civil::date;
use talon::config::{self, Finding, Level, LiveOrder, Overrides, PrinterAddress, Role, Series};
use talon::texts::{LANGUAGES, Texts};

/// The demo file with some words replaced; each must be there.
fn demo_with(changes: &[(&str, &str)]) -> String {
    let mut text = config::demo().to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the demo file has no {from:?}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn findings(text: &str) -> Vec<Finding> {
    match config::parse(text, "office.toml", &Overrides::default()) {
        Ok(settings) => settings.warnings,
        Err(findings) => findings,
    }
}

fn mistakes(text: &str) -> Vec<Finding> {
    let mut found = findings(text);
    found.retain(|finding| finding.level == Level::Error);
    found
}

/// The line on which `part` first stands.
fn line_of(text: &str, part: &str) -> u32 {
    let (before, _) = text.split_once(part).unwrap_or((text, ""));
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
}

#[test]
fn the_shipped_file_is_right_and_only_lacks_pins() {
    let settings =
        config::parse(config::demo(), "office.toml", &Overrides::default()).expect("right");
    let keys: Vec<_> = settings.warnings.iter().map(|w| w.key).collect();
    assert_eq!(keys, vec!["config-no-pin"; 10]);
    assert_eq!(settings.languages, ["ru", "en"]);
    assert_eq!(settings.name["ru"], "Клиентский офис № 1");
    assert_eq!(settings.segments.len(), 2);
    assert_eq!(settings.segments[0].kiosk_title["ru"], "Для дома");
    assert_eq!(settings.services.len(), 14);
    let home = settings.services.iter().filter(|s| s.segment == "home");
    assert_eq!(home.count(), 9);
    assert_eq!(settings.service("readings").unwrap().expected_min.get(), 3);
    let desks: Vec<u16> = settings.desks.keys().map(|n| n.get()).collect();
    assert_eq!(desks, [1, 2, 3, 4, 5]);
    assert_eq!(settings.printers[0].address, PrinterAddress::Preview);
    assert_eq!(settings.live_order, LiveOrder::FirstCome);
    assert_eq!(
        settings.storage.journal_dir,
        settings.storage.data_dir.join("journal")
    );
}

#[test]
fn every_service_of_the_demo_has_two_desks_so_that_a_break_leaves_nobody() {
    let settings = config::parse(config::demo(), "", &Overrides::default()).unwrap();
    for service in &settings.services {
        let desks = settings
            .desks
            .values()
            .filter(|d| d.services.contains(&service.id));
        assert!(desks.count() >= 2, "{}", service.id);
        assert!(!service.bring.is_empty(), "{}", service.id);
    }
}

#[test]
fn s23_meter_readings_are_a_quick_service_told_of_without_a_visit() {
    let settings = config::parse(config::demo(), "", &Overrides::default()).unwrap();
    let of = |id: &str| settings.services.iter().find(|service| service.id == id);
    for id in ["readings", "business-readings"] {
        let readings = of(id).unwrap();
        assert!(readings.expected_min.get() < 5, "{id}");
        assert!(!readings.remote.is_empty(), "{id} (S14)");
    }
}

#[test]
fn the_demo_has_the_staff_of_the_standard() {
    let settings = config::parse(config::demo(), "", &Overrides::default()).unwrap();
    let count = |role| settings.staff.iter().filter(|a| a.role == role).count();
    assert_eq!(count(Role::Desk), 5);
    assert_eq!(
        (count(Role::Hall), count(Role::Head), count(Role::Reserve)),
        (1, 1, 1)
    );
    let usual: Vec<_> = settings
        .staff
        .iter()
        .filter_map(|a| a.desk)
        .map(NonZeroU16::get)
        .collect();
    assert_eq!(usual, [1, 2, 3, 4, 5]);
}

#[test]
fn the_shipped_limits_are_the_standards_and_also_the_defaults() {
    let shipped = config::parse(config::demo(), "", &Overrides::default())
        .unwrap()
        .limits;
    assert_eq!(shipped.registration_ends_before_closing_min, 15, "S5");
    assert_eq!(shipped.live_waiting_per_desk, 1, "S5");
    assert_eq!(shipped.target_wait_min, 15, "S4");
    assert_eq!(shipped.target_share_percent, 85, "S4");
    assert_eq!(shipped.live_target_share_percent, 100, "S4");
    assert_eq!(shipped.peak_waiting_per_desk, 3, "S7");
    let (before, rest) = config::demo().split_once("\n[limits]").unwrap();
    let (_, after) = rest.split_once("\n[live_queue]").unwrap();
    let without = format!("{before}\n[live_queue]{after}");
    let default = config::parse(&without, "", &Overrides::default())
        .unwrap()
        .limits;
    assert_eq!(default, shipped);
}

#[test]
fn everything_optional_may_be_left_out() {
    let (needed, _) = config::demo().split_once("[[staff]]").unwrap();
    let settings = config::parse(needed, "", &Overrides::default()).expect("right");
    assert_eq!(settings.printers[0].url, "preview");
    assert_eq!(settings.voice.languages, ["ru"]);
    assert_eq!(settings.network.listen.to_string(), "127.0.0.1:8080");
    assert!(settings.screens.is_empty());
    let keys: Vec<_> = settings.warnings.iter().map(|w| w.key).collect();
    assert_eq!(keys, vec!["config-no-such-role"; 2]);
}

#[test]
fn the_calendar_knows_the_exceptional_days() {
    let calendar = config::parse(config::demo(), "", &Overrides::default())
        .unwrap()
        .calendar;
    let closes = |d| calendar.day(d).map(|hours| hours.closes.to_string());
    assert_eq!(closes(date(2026, 12, 31)).as_deref(), Some("15:00"));
    assert_eq!(closes(date(2027, 1, 5)), None);
    assert_eq!(closes(date(2027, 1, 9)).as_deref(), Some("17:00"));
    assert_eq!(
        calendar
            .next_open_day(date(2026, 12, 31))
            .map(|(day, _)| day),
        Some(date(2027, 1, 9))
    );
}

/// Where the shipped file says how the company's directory would be named.
const URLS: &str = "# urls = [\"ldaps://dc1.corp.example\", \"ldaps://dc2.corp.example\"]";

/// What is changed in the demo file, and the one mistake it must be.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str)] = &[
    (r#"["ru", "en"]"#, r#"["ru", "kk"]"#, "config-unknown-language"),
    (r#"["ru", "en"]"#, r#"["ru", "en", "ru"]"#, "config-repeated"),
    (r#"time_zone = "Europe/Moscow""#, r#"time_zone = "Europe/Moskow""#, "config-unknown-time-zone"),
    (r#"{ ru = "Клиентский офис № 1", en ="#, r#"{ ru = " ", en ="#, "config-empty"),
    (r#", en = "Customer office No. 1""#, "", "config-missing-translation"),
    (r#", en = "Advice""#, r#", eng = "Advice", en = "x""#, "config-unknown-language"),
    (r#"ru = "Льготы""#, r#"ru = "Льготы\nи ещё""#, "config-control-character"),
    (r#"ru = "Для дома""#, r#"ru = "Для дома, дачи, гаража, подвала и всего остального""#, "config-too-long"),
    (r#"mon = "08:00-20:00""#, r#"mon = "08:00-25:00""#, "config-bad-time"),
    (r#"mon = "08:00-20:00""#, r#"mon = "20:00-08:00""#, "config-closes-before-opening"),
    (r#"mon = "08:00-20:00""#, r#"mon = "08:00-08:00""#, "config-closes-before-opening"),
    (r#"mon = "08:00-20:00""#, r#"mon = "закрыто""#, "config-bad-hours"),
    (r#"mon = "08:00-20:00""#, r#"mom = "08:00-20:00""#, "config-unknown-key"),
    (r#"mon = "08:00-20:00""#, "mon = 8", "config-wrong-type"),
    (r#"date = "2027-03-08""#, r#"date = "2027-01-05""#, "config-repeated"),
    (r#"date = "2027-03-08""#, r#"date = "2027-02-30""#, "config-bad-date"),
    (r#"date = "2027-03-08""#, r#"date = "20270308""#, "config-bad-date"),
    (r#"until = "2027-01-08""#, r#"until = "2026-01-08""#, "config-bad-range"),
    (r#"until = "2027-01-08""#, r#"until = "2072-01-08""#, "config-bad-range"),
    (r#"icon = "home""#, r#"icon = "house""#, "config-unknown-choice"),
    (r#"id = "settlement""#, r#"id = "consultation""#, "config-repeated"),
    (r#"id = "autopay""#, r#"id = "Autopay""#, "config-bad-id"),
    (r#"segment = "home""#, r#"segment = "hom""#, "config-unknown-segment"),
    (r#"series = "У""#, r#"series = "Ж""#, "config-series-live"),
    (r#"series = "У""#, r#"series = "Я""#, "config-bad-series"),
    (r#"series = "У""#, r#"series = "УУ""#, "config-bad-series"),
    (r#"series = "У""#, r#"series = """#, "config-bad-series"),
    ("expected_minutes = 3\n", "expected_minutes = 0\n", "config-out-of-range"),
    ("expected_minutes = 3\n", "expected_minutes = 3.5\n", "config-wrong-type"),
    ("expected_minutes = 3\n", "expected_minutes = 99999999999999999999\n", "config-wrong-type"),
    ("expected_minutes = 3\n", "expected_minuts = 3\n", "config-unknown-key"),
    ("number = 5\n", "number = 0\n", "config-out-of-range"),
    ("number = 5\n", "number = 4\n", "config-repeated"),
    (r#""contract", "consultation"]"#, r#""contract", "spravka"]"#, "config-unknown-service"),
    (r#""contract", "consultation"]"#, r#""contract", "contract"]"#, "config-repeated"),
    (r#"role = "hall""#, r#"role = "boss""#, "config-unknown-choice"),
    ("desk = 5\n", "desk = 6\n", "config-unknown-desk"),
    ("desk = 5\n", "desk = -5\n", "config-unknown-desk"),
    ("desk = 5\n", "desk = 5\npin = \"123456\"\n", "config-unknown-key"),
    ("desk = 5\n", "desk = 5\npin_hash = \"123456\"\n", "config-bad-pin-hash"),
    (r#"url = "preview""#, r#"url = "tcp://:9100""#, "config-bad-printer-url"),
    ("width_mm = 80\n", "width_mm = 79\n", "config-unknown-choice"),
    (r#"mode = "raster""#, r#"mode = "picture""#, "config-unknown-choice"),
    ("# code_page = 17", "code_page = 256", "config-out-of-range"),
    ("roll_m = 80", "roll_m = 501", "config-out-of-range"),
    (r#"kind = "board""#, r#"kind = "tv""#, "config-unknown-choice"),
    ("rotate = 0\n", "rotate = 45\n", "config-unknown-choice"),
    (r#"printer = "tickets""#, r#"printer = "ticket""#, "config-unknown-printer"),
    ("enabled = true", "enabled = \"yes\"", "config-wrong-type"),
    ("languages = [\"ru\"]\n", "languages = [\"de\"]\n", "config-unknown-language"),
    ("languages = [\"ru\"]\n", "languages = []\n", "config-empty"),
    ("target_share_percent = 85", "target_share_percent = 101", "config-out-of-range"),
    ("no_show_limit = 3", "no_show_limit = -1", "config-out-of-range"),
    ("min_between_calls_ms = 1500", "min_between_calls_ms = 100", "config-out-of-range"),
    ("undo_s = 10", "undo_s = 61", "config-out-of-range"),
    ("max_waiting = 500", "max_wating = 500", "config-unknown-key"),
    (r#"order = "first-come""#, r#"order = "by-name""#, "config-unknown-choice"),
    ("# journal_dir = \"/mnt/talon/journal\"", "journal_dir = \"/var/lib/talon/\"", "config-one-folder"),
    ("backup_dir = \"/media/talon\"", "backup_dir = \"/var/lib/talon\"", "config-one-folder"),
    ("listen = \"127.0.0.1:8080\"\n", "listen = \"localhost\"\n", "config-bad-listen"),
    ("allowed_hosts = []", "allowed_hosts = [\"http://talon\"]", "config-bad-host"),
    ("[network]\n", "[nettwork]\n", "config-unknown-key"),
    (URLS, "urls = [\"dc1\"]\nca = \"ca\"\nbind_as = \"{account}\"", "config-directory-bad-url"),
    (URLS, "urls = [\"ldap://dc1/dc=corp\"]\nca = \"ca\"\nbind_as = \"{account}\"", "config-directory-bad-url"),
    (URLS, "urls = [\"ldap://it@dc1\"]\nca = \"ca\"\nbind_as = \"{account}\"", "config-directory-bad-url"),
    (URLS, "urls = [\"ldaps://dc1:0\"]\nca = \"ca\"\nbind_as = \"{account}\"", "config-directory-bad-url"),
    (URLS, "urls = []\nca = \"ca\"\nbind_as = \"{account}\"", "config-empty"),
    (URLS, "urls = [\"ldap://a\", \"ldap://b\", \"ldap://c\", \"ldap://d\"]\nca = \"ca\"\nbind_as = \"{account}\"", "config-too-many-lines"),
    (URLS, "urls = [\"ldaps://dc1\"]\ntls = \"off\"\nbind_as = \"{account}\"", "config-directory-tls-off"),
    (URLS, "urls = [\"ldap://dc1\"]\ntls = \"no\"\nca = \"ca\"\nbind_as = \"{account}\"", "config-unknown-choice"),
    (URLS, "urls = [\"ldap://dc1\"]\nbind_as = \"{account}\"", "config-directory-needs-ca"),
    (URLS, "urls = [\"ldap://dc1\"]\nca = \"ca\"", "config-directory-no-way"),
    (URLS, "urls = [\"ldap://dc1\"]\nca = \"ca\"\nbind_as = \"{account}\"\nbase = \"dc=corp\"", "config-directory-two-ways"),
    (URLS, "urls = [\"ldap://dc1\"]\nca = \"ca\"\nbase = \"dc=corp\"", "config-directory-search-needs"),
    (URLS, "urls = [\"ldap://dc1\"]\nca = \"ca\"\nbind_as = \"admin@corp\"", "config-directory-no-account"),
    (URLS, "urls = [\"ldap://dc1\"]\nca = \"ca\"\nbase = \"a\"\nreader = \"b\"\nreader_password_file = \"c\"\nfilter = \"(uid={account}\"", "config-directory-bad-filter"),
    (URLS, "urls = [\"ldap://dc1\"]\nca = \"ca\"\nbind_as = \"{account}\"\nwrong_tries = 0", "config-out-of-range"),
    ("# directory = \"s.vetrov\"", "directory = \"\"", "config-empty"),
];

#[test]
fn each_mistake_is_found_on_its_line() {
    for (from, to, key) in CASES {
        let text = demo_with(&[(from, to)]);
        let wrong_line = line_of(config::demo(), from);
        let found = mistakes(&text);
        let hit = found.iter().find(|finding| finding.key == *key);
        let hit = hit.unwrap_or_else(|| panic!("{to:?}: no {key} in {found:#?}"));
        let last_line = wrong_line + u32::try_from(to.trim_end().matches('\n').count()).unwrap();
        assert!(
            (wrong_line..=last_line).contains(&hit.at.line),
            "{to:?}: {hit:?}, line {wrong_line}"
        );
        assert!(hit.at.column > 0, "{to:?}");
    }
}

#[test]
fn one_mistake_does_not_make_ten() {
    // What others refer to by a mistyped name is then missing for them, which
    // is told at each of them; nothing else may follow.
    for (from, to, key) in CASES {
        let text = demo_with(&[(from, to)]);
        let found = mistakes(&text);
        let more: Vec<_> = found
            .iter()
            .filter(|finding| finding.key != *key)
            .map(|f| f.key)
            .collect();
        let hole = [
            "config-unknown-desk",
            "config-service-without-desk",
            "config-unknown-service",
        ];
        assert!(
            more.iter().all(|other| hole.contains(other)),
            "{to:?}: {more:?}"
        );
        assert!(found.len() <= 6, "{to:?}: {found:#?}");
    }
}

#[test]
fn a_broken_file_yields_all_its_mistakes_at_once_in_the_order_of_the_file() {
    // Each of these can stand beside all the others.
    let changes: Vec<(&str, &str)> = vec![
        (
            "time_zone = \"Europe/Moscow\"",
            "time_zone = \"Europe/Moskow\"",
        ),
        ("tue = \"08:00-20:00\"", "tue = \"08:00-25:00\""),
        ("wed = \"08:00-20:00\"", "wed = \"20:00-08:00\""),
        ("icon = \"home\"", "icon = \"house\""),
        ("series = \"У\"", "series = \"Ж\""),
        ("expected_minutes = 3\n", "expected_minutes = 0\n"),
        (", en = \"Benefits\"", ""),
        (
            "\"contract\", \"consultation\"]",
            "\"contract\", \"spravka\"]",
        ),
        ("role = \"hall\"", "role = \"boss\""),
        ("url = \"preview\"", "url = \"usb\""),
        ("rotate = 0", "rotate = 45"),
        ("no_show_limit = 3", "no_show_limit = -1"),
        ("max_waiting = 500", "max_wating = 500"),
        ("listen = \"127.0.0.1:8080\"\n", "listen = \"8080\"\n"),
    ];
    let found = mistakes(&demo_with(&changes));
    let keys: Vec<_> = found.iter().map(|finding| finding.key).collect();
    assert_eq!(
        keys,
        [
            "config-unknown-time-zone",
            "config-bad-time",
            "config-closes-before-opening",
            "config-unknown-choice",
            "config-missing-translation",
            "config-out-of-range",
            "config-series-live",
            "config-unknown-service",
            "config-unknown-choice",
            "config-bad-printer-url",
            "config-unknown-choice",
            "config-out-of-range",
            "config-unknown-key",
            "config-bad-listen",
        ]
    );
    assert!(found.is_sorted_by_key(|finding| finding.at));
}

#[test]
fn a_service_without_a_desk_is_named() {
    let text = demo_with(&[]).replace(", \"unmetered\"]", "]");
    let found = mistakes(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].key, "config-service-without-desk");
    assert_eq!(found[0].at.line, line_of(&text, "id = \"unmetered\""));
}

#[test]
fn a_syntax_error_is_told_with_its_line_and_alone() {
    let text = demo_with(&[("mon = \"08:00-20:00\"", "mon = 08:00-20:00")]);
    let found = findings(&text);
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|finding| finding.key == "config-syntax"),
        "{found:#?}"
    );
    assert_eq!(found[0].at.line, line_of(&text, "mon = 08:00"));
}

#[test]
fn an_empty_file_says_what_is_missing() {
    let found = findings("");
    let keys: Vec<_> = found
        .iter()
        .filter(|f| f.level == Level::Error)
        .map(|f| f.key)
        .collect();
    assert_eq!(keys, vec!["config-missing-key"; 5]);
    // Headings alone are not enough either.
    let found = mistakes("segment = []\nservice = []\ndesk = []\n[office]\n[hours]\n");
    assert!(found.iter().any(|f| f.key == "config-empty"), "{found:#?}");
}

#[test]
fn more_closing_lines_than_a_ticket_holds_are_a_mistake() {
    let line = "    { ru = \"Ждём вас.\", en = \"See you.\" },\n";
    let text = demo_with(&[("closing = [\n", &format!("closing = [\n{}", line.repeat(3)))]);
    let found = mistakes(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].key, "config-too-many-lines");
    assert_eq!(found[0].at.line, line_of(&text, "closing = [") + 5);
}

#[test]
fn a_segment_without_services_is_a_warning_only() {
    let extra = "[[segment]]\nid = \"extra\"\ntitle = { ru = \"А\", en = \"A\" }\nkiosk_title = { ru = \"А\", en = \"A\" }\nhint = { ru = \"А\", en = \"A\" }\nicon = \"phone\"\n\n";
    let text = demo_with(&[("[[service]]\n", &format!("{extra}[[service]]\n"))]);
    let settings = config::parse(&text, "office.toml", &Overrides::default()).expect("right");
    let hit = settings
        .warnings
        .iter()
        .find(|warning| warning.key == "config-empty-segment");
    assert_eq!(hit.unwrap().at.line, line_of(&text, "id = \"extra\""));
}

#[test]
fn an_office_that_never_opens_is_a_mistake() {
    let text = config::demo()
        .replace("\"08:00-20:00\"\n", "\"closed\"\n")
        .replace("\"09:00-17:00\"\n", "\"closed\"\n")
        .replace("\"09:00-15:00\"\n", "\"closed\"\n")
        .replace("\"09:00-18:00\"\n", "\"closed\"\n");
    let keys: Vec<_> = mistakes(&text).iter().map(|f| f.key).collect();
    assert_eq!(keys, ["config-never-open"]);
}

#[test]
fn a_language_is_switched_off_by_one_word() {
    let text = demo_with(&[("[\"ru\", \"en\"]", "[\"ru\"]")]);
    let settings = config::parse(&text, "", &Overrides::default()).expect("right");
    assert_eq!(settings.name.keys().collect::<Vec<_>>(), ["ru"]);
}

#[test]
fn a_latin_letter_that_looks_right_is_taken_as_the_cyrillic_one() {
    let text = demo_with(&[("series = \"У\"", "series = \"Y\"")]);
    let settings = config::parse(&text, "", &Overrides::default()).expect("right");
    assert_eq!(
        settings.service("paid-services").unwrap().series,
        Series::new('У').unwrap()
    );
    assert_eq!(
        settings.service("paid-services").unwrap().series.letter(),
        'У'
    );
}

#[test]
fn a_mistake_reads_as_file_line_column_what_and_what_instead() {
    let text = demo_with(&[(
        "\"contract\", \"consultation\"]",
        "\"contract\", \"consultatoin\"]",
    )]);
    let texts = Texts::load();
    let line = line_of(&text, "consultatoin");
    let found = mistakes(&text);
    let column = text
        .lines()
        .nth(line as usize - 1)
        .unwrap()
        .find("\"consultatoin")
        .unwrap()
        + 1;
    let russian = found[0].line(&texts, "ru");
    let start = format!(
        "office.toml:{line}:{column}: неизвестная услуга «consultatoin» — возможно, «consultation»; есть: autopay, "
    );
    assert!(russian.starts_with(&start), "{russian}");
    let english = found[0].line(&texts, "en");
    assert!(
        english.contains("unknown service \"consultatoin\" — did you mean \"consultation\"?"),
        "{english}"
    );
    let report = config::report(&found, &texts, "ru");
    assert!(report.ends_with("\nНайдена 1 ошибка.\n"), "{report}");
}

#[test]
fn every_mistake_has_a_text_in_every_language_and_every_text_is_used() {
    let texts = Texts::load();
    let sources: String = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/config"))
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let used: std::collections::BTreeSet<&str> = sources
        .split('"')
        .filter(|word| word.starts_with("config-") && !word.contains(char::is_whitespace))
        .collect();
    assert!(used.len() > 30);
    for language in LANGUAGES {
        for key in &used {
            assert!(texts.has(language, key), "{key} in {language}");
        }
    }
    let written = include_str!("../assets/lang/ru/config.ftl");
    for line in written.lines().filter(|line| line.starts_with("config-")) {
        let key = line.split(' ').next().unwrap();
        assert!(used.contains(key), "nobody says {key}");
    }
}

#[test]
fn no_mistake_is_told_with_a_hole_in_its_text() {
    let texts = Texts::load();
    for (from, to, _) in CASES {
        for finding in findings(&demo_with(&[(from, to)])) {
            for language in LANGUAGES {
                let line = finding.line(&texts, language);
                assert!(!line.contains("{$") && !line.contains("config-"), "{line}");
                assert!(finding.instead(&texts, language).is_some(), "{line}");
            }
        }
    }
}

/// The demo file with a right directory, and some words replaced.
fn with_directory(changes: &[(&str, &str)]) -> String {
    let on = "urls = [\"ldaps://dc1\"]\nca = \"ca.pem\"\nbind_as = \"{account}@corp\"";
    let mut all = vec![(URLS, on)];
    all.extend(changes);
    demo_with(&all)
}

#[test]
fn whoever_signs_in_through_the_directory_has_no_password_here() {
    let hash = config::secrets::hash("три белых коня").unwrap();
    let in_directory = ("# directory = \"s.vetrov\"", "directory = \"s.vetrov\"");
    let password = format!("role = \"admin\"\npassword_hash = \"{hash}\"");
    let local_admin = ("role = \"admin\"", password.as_str());
    let right = with_directory(&[in_directory, local_admin]);
    assert!(mistakes(&right).is_empty(), "{:?}", mistakes(&right));
    let both = format!("directory = \"s.vetrov\"\npassword_hash = \"{hash}\"");
    let both = with_directory(&[("# directory = \"s.vetrov\"", &both), local_admin]);
    let found = mistakes(&both);
    assert_eq!(found[0].key, "config-directory-and-password");
    assert_eq!(found[0].at.line, line_of(&both, "password_hash = \"$"));
    // Nobody is locked out because the directory is away.
    let nobody = with_directory(&[in_directory]);
    let found = mistakes(&nobody);
    assert_eq!(found[0].key, "config-directory-no-local-admin");
    assert_eq!(
        found[0].at.line,
        line_of(&nobody, "directory = \"s.vetrov\"")
    );
    // Switched off by one word, and told.
    let off = demo_with(&[in_directory]);
    let told = findings(&off);
    let told = told
        .iter()
        .find(|found| found.key == "config-directory-off");
    assert_eq!(told.unwrap().level, Level::Warning);
}

#[test]
fn passwords_in_the_clear_only_where_the_file_says_so_and_with_a_warning() {
    let text = demo_with(&[(
        URLS,
        "urls = [\"ldap://dc1:1389\"]\ntls = \"off\"\nbind_as = \"{account}@corp\"",
    )]);
    let settings = config::parse(&text, "office.toml", &Overrides::default()).expect("right");
    let warned = settings.warnings.iter().map(|warning| warning.key);
    assert!(
        warned
            .into_iter()
            .any(|key| key == "config-directory-in-the-clear")
    );
    let server = settings.directory.unwrap().servers.remove(0);
    assert_eq!((server.host.as_str(), server.port), ("dc1", 1389));
}

#[test]
fn a_pin_is_never_told() {
    for case in ["pin = \"908172\"", "pin_hash = \"908172\""] {
        let text = demo_with(&[("desk = 5\n", &format!("desk = 5\n{case}\n"))]);
        let told = config::report(&findings(&text), &Texts::load(), "ru");
        assert!(!told.contains("908172"), "{told}");
    }
}

#[test]
fn the_command_line_goes_over_the_file() {
    let overrides = Overrides {
        listen: Some("0.0.0.0:0".to_owned()),
        data_dir: Some("/tmp/here".into()),
        printer: Some("tcp://127.0.0.1:9100".to_owned()),
        headless: true,
        always_open: true,
        time_zone: None,
    };
    let settings = config::parse(config::demo(), "", &overrides).unwrap();
    assert_eq!(settings.network.listen.to_string(), "0.0.0.0:0");
    assert_eq!(settings.storage.data_dir.to_str(), Some("/tmp/here"));
    assert_eq!(
        settings.storage.journal_dir.to_str(),
        Some("/tmp/here/journal")
    );
    assert_eq!(settings.printers[0].url, "tcp://127.0.0.1:9100");
    assert!(settings.headless);
    assert!(settings.calendar.day(date(2027, 1, 5)).is_some());
    assert_eq!(settings.limits.registration_ends_before_closing_min, 0);
}

#[test]
fn a_mistake_on_the_command_line_names_the_option() {
    let overrides = Overrides {
        listen: Some("nowhere".to_owned()),
        printer: Some("lp0".to_owned()),
        ..Overrides::default()
    };
    let found = config::parse(config::demo(), "office.toml", &overrides).unwrap_err();
    let texts = Texts::load();
    let told = config::report(&found, &texts, "en");
    assert!(told.contains("--listen: the address \"nowhere\""), "{told}");
    assert!(
        told.contains("--printer: the printer's address \"lp0\""),
        "{told}"
    );
}

#[test]
fn folders_in_the_file_are_taken_from_the_files_own_folder() {
    let dir = std::env::temp_dir().join(format!("talon-config-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("office.toml");
    let text = demo_with(&[("data_dir = \"/var/lib/talon\"", "data_dir = \"data\"")]);
    // Windows editors put a mark before the text.
    std::fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    let settings = config::load(&path, &Overrides::default()).expect("right");
    assert_eq!(settings.storage.data_dir, dir.join("data"));
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn a_file_that_is_not_there_or_not_text_is_one_mistake() {
    let dir = std::env::temp_dir().join(format!("talon-config-bad-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let not_text = dir.join("not-text.toml");
    std::fs::write(&not_text, [0xff, 0xfe, 0x00]).unwrap();
    let too_large = dir.join("large.toml");
    std::fs::write(&too_large, vec![b'#'; 2 << 20]).unwrap();
    for path in [dir.join("absent.toml"), not_text, too_large, dir.clone()] {
        let found = config::load(&path, &Overrides::default()).unwrap_err();
        assert_eq!(found.len(), 1, "{}", path.display());
        assert_eq!(found[0].key, "config-cannot-read");
    }
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn the_demos_russian_texts_keep_the_tone_of_s15() {
    let text = config::demo().to_lowercase();
    for banned in ["вы обязаны", "вам предписывается", "явиться", "предъявить"]
    {
        assert!(!text.contains(banned), "{banned}");
    }
}

mod random_damage {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// A half-saved or mistyped file is an answer, never a crash.
        #[test]
        fn no_damage_to_the_file_stops_the_program(
            at in 0_usize..config::demo().len(),
            len in 0_usize..200,
            instead in "[\\[\\]{}=\"'#\\n a-zЖ0-9:.-]{0,6}",
        ) {
            let mut text = config::demo().to_owned();
            let floor = |mut i: usize| { i = i.min(text.len()); while !text.is_char_boundary(i) { i -= 1; } i };
            let (from, to) = (floor(at), floor(at + len));
            text.replace_range(from..to, &instead);
            let found = findings(&text);
            prop_assert!(found.len() < 500);
            let texts = Texts::load();
            let hole = config::report(&found, &texts, "en").contains("{$");
            prop_assert!(!hole, "an argument is missing");
        }
    }
}

#[test]
fn the_tickets_parts_stand_in_the_offices_order_and_mistakes_are_named() {
    const USUAL: &str = "# order = [\"logo\", \"office\", \"number\", \"service\", \"facts\", \"bring\", \"closing\", \"thanks\"]";
    let settings = config::parse(config::demo(), "office.toml", &Overrides::default());
    assert_eq!(settings.expect("right").ticket.order.len(), 8);
    let text = demo_with(&[(
        USUAL,
        "order = [\"thanks\", \"line\", \"number\", \"line\"]\nqr = false",
    )]);
    let settings = config::parse(&text, "office.toml", &Overrides::default()).expect("right");
    let (first, last) = (settings.ticket.order.first(), settings.ticket.order.last());
    assert_eq!(first, Some(&config::TicketPart::Thanks));
    assert_eq!(last, Some(&config::TicketPart::Line));
    assert!(!settings.ticket.qr);
    let text = demo_with(&[(USUAL, "order = [\"office\", \"nubmer\", \"office\"]")]);
    let keys: Vec<&str> = mistakes(&text).iter().map(|found| found.key).collect();
    assert!(keys.contains(&"config-unknown-part"), "{keys:?}");
    assert!(keys.contains(&"config-no-number"), "{keys:?}");
    assert_eq!(keys.len(), 3, "{keys:?}");
}

#[test]
fn a_translators_language_may_be_partial_and_the_first_one_stands_in() {
    let text = demo_with(&[(
        "languages = [\"ru\", \"en\"]",
        "languages = [\"ru\", \"en\", \"tt\"]",
    )]);
    let settings = config::parse(&text, "office.toml", &Overrides::default()).expect("right");
    assert_eq!(settings.languages, ["ru", "en", "tt"]);
    assert_eq!(settings.name["tt"], settings.name["ru"]);
    // English is whole or a mistake, as before.
    let text = demo_with(&[(
        "languages = [\"ru\", \"en\"]",
        "languages = [\"en\", \"kk\"]",
    )]);
    let keys: Vec<&str> = mistakes(&text).iter().map(|found| found.key).collect();
    assert!(keys.contains(&"config-unknown-language"), "{keys:?}");
}
