//! Reports of the past, held against a count of their own: a made-up fortnight
//! is written by the demo, its entries are read out of the database by another
//! way and counted naively, and every figure the API gives must be the same.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, its helpers too"
)]

#[expect(dead_code, reason = "other stories use the rest")]
mod house;

use std::collections::{BTreeMap, BTreeSet};

use house::{House, Scratch, pause, talon, wait_for};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

const MINUTE_MS: i64 = 60_000;

/// One visit as the events tell it.
#[derive(Debug, Default, Clone)]
struct Visit {
    service: String,
    reference: i64,
    called: i64,
    live_call: bool,
    waited: Option<(i64, bool)>,
    /// What was told at the door, likely and at most, and whether it is held
    /// against what came: a missed call is the visitor's own wait.
    promised: Option<(i64, i64)>,
    missed: bool,
    outcome: &'static str,
    /// What it was about and what came of it (S11); empty: nobody said.
    topic: String,
    result: String,
}

/// Everything counted from the events alone, by day.
#[derive(Debug, Default)]
struct Recount {
    visits: BTreeMap<(String, String), Visit>,
    /// Spans of service, by day.
    served_ms: Vec<(String, i64)>,
    break_ms: BTreeMap<String, i64>,
    peaks: BTreeMap<String, u32>,
    solved: BTreeMap<String, u32>,
}

#[expect(clippy::too_many_lines, reason = "one arm an event, told once")]
fn recount(db_path: &std::path::Path) -> Recount {
    let db = Connection::open_with_flags(db_path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut query = db.prepare("SELECT body FROM entry ORDER BY seq").unwrap();
    let bodies = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut count = Recount::default();
    let mut day = String::new();
    let mut live = false;
    let mut began: BTreeMap<u64, i64> = BTreeMap::new();
    let mut paused: BTreeMap<u64, i64> = BTreeMap::new();
    for body in bodies {
        let body: Value = serde_json::from_str(&body.unwrap()).unwrap();
        let at = body["at"].as_i64().unwrap();
        for event in body["events"].as_array().unwrap() {
            let number = event["number"].as_str().unwrap_or_default().to_owned();
            let key = (day.clone(), number);
            let desk = event["desk"].as_u64().unwrap_or_default();
            let end = |visits: &mut BTreeMap<_, Visit>, how| {
                if let Some(visit) = visits.get_mut(&key) {
                    visit.outcome = how;
                }
            };
            match event["event"].as_str().unwrap() {
                "day-opened" => event["date"].as_str().unwrap().clone_into(&mut day),
                "day-closed" => {
                    for number in event["not_served"].as_array().unwrap() {
                        let key = (day.clone(), number.as_str().unwrap().to_owned());
                        count.visits.get_mut(&key).unwrap().outcome = "not-served";
                    }
                }
                "storage-changed" => live = event["mode"] == "live",
                "ticket-taken" => {
                    let visit = Visit {
                        service: event["service"].as_str().unwrap_or_default().to_owned(),
                        reference: event["reference"].as_i64().unwrap(),
                        promised: event["promised"]["likely_ms"]
                            .as_i64()
                            .zip(event["promised"]["at_most_ms"].as_i64()),
                        ..Visit::default()
                    };
                    count.visits.insert(key, visit);
                }
                "ticket-called" => {
                    let visit = count.visits.get_mut(&key).unwrap();
                    (visit.called, visit.live_call) = (at, live);
                }
                "visit-started" => {
                    began.insert(desk, at);
                    let visit = count.visits.get_mut(&key).unwrap();
                    let waited = (visit.called - visit.reference).max(0);
                    visit.waited.get_or_insert((waited, visit.live_call));
                }
                "visit-finished" | "ticket-transferred" => {
                    count
                        .served_ms
                        .push((day.clone(), at - began.remove(&desk).unwrap()));
                    if event["event"] == "visit-finished" && event["back_to"].is_null() {
                        end(&mut count.visits, "served");
                    }
                }
                "ticket-missed" => {
                    count.visits.get_mut(&key).unwrap().missed = true;
                    if event["then"]["then"] == "closed-as-no-show" {
                        end(&mut count.visits, "no-show");
                    }
                }
                "contact" if event["what"] == "recorded" => {
                    let told = &event["contact"];
                    let word = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
                    let date = told["date"].as_str().unwrap().to_owned();
                    let visit = count.visits.get_mut(&(date, word("number"))).unwrap();
                    (visit.topic, visit.result) = (word("topic"), word("outcome"));
                }
                "hall" if event["act"] == "ticket-cancelled" => end(&mut count.visits, "left"),
                "hall" if event["act"] == "solved-at-reception" => {
                    *count.solved.entry(day.clone()).or_default() += 1;
                }
                "peak" if event["act"] == "ended" => {
                    *count.peaks.entry(day.clone()).or_default() += 1;
                }
                "break-started" => {
                    paused.insert(desk, at);
                }
                "break-ended" | "desk-closed" => {
                    if let Some(from) = paused.remove(&desk) {
                        *count.break_ms.entry(day.clone()).or_default() += at - from;
                    }
                }
                _ => {}
            }
        }
    }
    count
}

fn size(list: &[i64]) -> i64 {
    i64::try_from(list.len()).unwrap()
}

/// Nearest rank, said in another way than the program does: the smallest value
/// with at least so many of a hundred at or below it.
fn percentile(values: &[i64], percent: usize) -> Option<i64> {
    let mut candidates: Vec<i64> = values.to_vec();
    candidates.sort_unstable();
    candidates.into_iter().find(|candidate| {
        let below = values.iter().filter(|value| *value <= candidate).count();
        below * 100 >= percent * values.len()
    })
}

impl Recount {
    /// The same figures the API gives, of the visits that `is_wanted`.
    fn check(&self, line: &Value, name: &str, is_wanted: impl Fn(&str, &Visit) -> bool) {
        let mine: Vec<&Visit> = self
            .visits
            .iter()
            .filter(|((day, _number), visit)| is_wanted(day, visit))
            .map(|(_key, visit)| visit)
            .collect();
        let waits: Vec<i64> = mine.iter().filter_map(|v| Some(v.waited?.0)).collect();
        let is = |field: &str, value: usize| {
            assert_eq!(
                line[field].as_u64(),
                u64::try_from(value).ok(),
                "{field} of {name}"
            );
        };
        let count = |is_so: &dyn Fn(&&&Visit) -> bool| mine.iter().filter(is_so).count();
        is("visits", mine.len());
        is("answered", waits.len());
        is(
            "in_time",
            waits.iter().filter(|ms| **ms <= 15 * MINUTE_MS).count(),
        );
        is(
            "late",
            waits.iter().filter(|ms| **ms > 30 * MINUTE_MS).count(),
        );
        is("live", count(&|v| v.waited.is_some_and(|(_ms, live)| live)));
        is("served", count(&|v| v.outcome == "served"));
        is("no_shows", count(&|v| v.outcome == "no-show"));
        is("left", count(&|v| v.outcome == "left"));
        is("not_served", count(&|v| v.outcome == "not-served"));
        for (field, percent) in [
            ("wait_median_ms", 50),
            ("wait_p85_ms", 85),
            ("wait_p95_ms", 95),
        ] {
            assert_eq!(
                line[field].as_i64(),
                percentile(&waits, percent),
                "{field} of {name}"
            );
        }
        let mean = waits.iter().sum::<i64>().checked_div(size(&waits));
        assert_eq!(line["wait_mean_ms"].as_i64(), mean, "mean of {name}");
        assert_eq!(
            line["wait_longest_ms"].as_i64(),
            waits.iter().max().copied()
        );
    }
}

/// A house with a made-up past; the entries are read while it is closed, since
/// an open one lets nobody else into its database.
struct Past {
    scratch: Scratch,
    days: u32,
}

impl Past {
    fn new(name: &str, days: u32) -> (Self, Recount) {
        let scratch = Scratch::new(name);
        let past = Self { scratch, days };
        past.open().stop();
        let count = recount(&past.scratch.data().join("office.db"));
        (past, count)
    }

    fn open(&self) -> House {
        let mut command = talon();
        command.args(["demo", "--headless", "--json", "--listen", "127.0.0.1:0"]);
        command.args(["--history", &self.days.to_string()]);
        command.arg("--data").arg(self.scratch.data());
        House::start(command, &self.scratch.path)
    }
}

fn get(house: &House, path: &str, role: &str) -> (u16, Value) {
    let answer = house.ask("GET", path, &[("authorization", &house.token(role))], "");
    (answer.status, answer.json())
}

fn text(house: &House, path: &str) -> (u16, String) {
    let answer = house.ask("GET", path, &[("authorization", &house.token("head"))], "");
    (answer.status, answer.body)
}

/// The day of whoever waits.
fn today(house: &House) -> String {
    let queue = house.queue();
    let id = queue["waiting"][0]["id"].as_str().unwrap();
    id.rsplit_once('-').unwrap().0.to_owned()
}

/// Asks until everything kept is counted in.
fn report(house: &House, path: &str) -> Value {
    let mut last = Value::Null;
    wait_for("a complete history", 120, || {
        let (status, report) = get(house, path, "head");
        last = report;
        let is_complete = last["complete"] == Value::Bool(true) || last.is_array();
        if !is_complete {
            pause(200);
        }
        status == 200 && is_complete
    });
    last
}

/// S4, S7, S11: every figure of every table is the events' own.
#[test]
fn s4_the_numbers_in_reports_are_those_of_the_events() {
    let (past, count) = Past::new("reports", 12);
    let house = past.open();
    let span = "from=2020-01-01&to=2023-12-31";
    let (status, empty) = get(&house, &format!("/api/v1/reports/day?{span}"), "head");
    assert_eq!((status, empty["total"]["visits"].as_u64()), (200, Some(0)));
    let days: BTreeSet<&String> = count.visits.keys().map(|(day, _number)| day).collect();
    let (first, last) = (days.first().unwrap(), days.last().unwrap());
    assert_eq!(days.len(), 12);
    let span = format!("from={first}&to={last}");

    let by_day = report(&house, &format!("/api/v1/reports/day?{span}"));
    count.check(&by_day["total"], "all", |_day, _visit| true);
    for line in by_day["lines"].as_array().unwrap() {
        let key = line["key"].as_str().unwrap();
        count.check(line, key, |day, _visit| day == key);
        let of_day = |all: &BTreeMap<String, u32>| u64::from(all.get(key).copied().unwrap_or(0));
        assert_eq!(line["peaks"].as_u64(), Some(of_day(&count.peaks)), "{key}");
        assert_eq!(
            line["solved"].as_u64(),
            Some(of_day(&count.solved)),
            "{key}"
        );
        assert_eq!(line["break_ms"].as_i64(), count.break_ms.get(key).copied());
        let served = count.served_ms.iter().filter(|(day, _ms)| day == key);
        let served: Vec<i64> = served.map(|(_day, ms)| *ms).collect();
        let mean = served.iter().sum::<i64>() / size(&served);
        assert_eq!(line["service_mean_ms"].as_i64(), Some(mean), "{key}");
    }
    let by_service = report(&house, &format!("/api/v1/reports/service?{span}"));
    let lines = by_service["lines"].as_array().unwrap();
    assert!(lines.len() >= 14);
    for line in lines {
        let key = line["key"].as_str().unwrap();
        count.check(line, key, |_day, visit| visit.service == key);
    }
    for by in ["topic", "outcome"] {
        let table = report(&house, &format!("/api/v1/reports/{by}?{span}"));
        let lines = table["lines"].as_array().unwrap();
        assert!(lines.len() > 3, "{by}: {lines:?}");
        for line in lines {
            let key = line["key"].as_str().unwrap();
            count.check(line, key, |_day, visit| {
                key == if by == "topic" {
                    &visit.topic
                } else {
                    &visit.result
                }
            });
        }
    }
    for by in ["week", "month", "weekday", "hour", "desk", "manager"] {
        let table = report(&house, &format!("/api/v1/reports/{by}?{span}"));
        let lines = table["lines"].as_array().unwrap();
        let answered: u64 = lines.iter().map(|l| l["answered"].as_u64().unwrap()).sum();
        assert_eq!(Some(answered), table["total"]["answered"].as_u64(), "{by}");
    }
    let peaks = report(&house, &format!("/api/v1/reports/peaks?{span}"));
    let kept: u32 = count.peaks.values().sum();
    assert_eq!(
        peaks.as_array().unwrap().len(),
        usize::try_from(kept).unwrap()
    );
}

/// The quarter of an hour that runs is shown as it stands: it has no end yet at
/// which anybody could be waiting or at work.
#[test]
fn the_days_curve_shows_who_waits_and_works_right_now() {
    let scratch = Scratch::new("curve");
    let house = House::open(&scratch);
    for _visitor in 0..3 {
        assert_eq!(house.take("consultation").status, 201);
    }
    let path = format!("/api/v1/reports/curve?from={}", today(&house));
    let mut last = Value::Null;
    wait_for("the three in the day's curve", 60, || {
        let (status, curve) = get(&house, &path, "head");
        last = curve
            .as_array()
            .and_then(|all| all.last())
            .cloned()
            .unwrap_or_default();
        pause(100);
        status == 200 && last["waiting"] == 3
    });
    assert_eq!(last["working"], 5, "all five desks are open: {last}");
}

/// What was told at the door is held against what came: the report says how
/// often «до» was true and by how much the likely wait missed. A visitor who
/// missed a call made their own wait and is not counted.
#[test]
fn s20_promises_are_measured_by_what_became_of_them() {
    let scratch = Scratch::new("promises");
    let house = House::open(&scratch);
    wait_for("a wait to tell", 30, || {
        pause(100);
        house.get("/api/v1/services").json()[0]["wait"].is_object()
    });
    for _visitor in 0..5 {
        assert_eq!(house.take("consultation").status, 201);
    }
    let day = today(&house);
    let act = |desk: u16, name: &str| {
        let body = serde_json::json!({});
        let answer = house.post(&format!("/api/v1/desks/{desk}/{name}"), &body);
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
    };
    assert_eq!(house.call_next(1, None).status, 200);
    pause(1_000);
    act(1, "no-show");
    let mut served = 0;
    for desk in 2..=5 {
        pause(1_000);
        if house.call_next(desk, None).status == 200 {
            act(desk, "start");
            act(desk, "finish");
            served += 1;
        }
    }
    wait_for("all of them in the history", 60, || {
        let day = report(&house, &format!("/api/v1/reports/day?from={day}"));
        day["total"]["served"] == served
    });
    let (_status, told) = get(
        &house,
        &format!("/api/v1/reports/promises?from={day}"),
        "head",
    );
    house.stop();

    let count = recount(&scratch.data().join("office.db"));
    let held: Vec<(i64, (i64, i64))> = count
        .visits
        .values()
        .filter(|visit| !visit.missed)
        .filter_map(|visit| Some((visit.waited?.0, visit.promised?)))
        .collect();
    assert!(held.len() >= 2, "{:?}", count.visits);
    // «До» is told in whole minutes, and «без ожидания» is up to one.
    let kept = |(waited, (_likely, most)): &&(i64, (i64, i64))| {
        *waited <= ((most + MINUTE_MS - 1) / MINUTE_MS).max(1) * MINUTE_MS
    };
    let kept = held.iter().filter(kept).count();
    assert_eq!(kept, held.len(), "a free desk calls at once: {held:?}");
    let missed_by = held
        .iter()
        .map(|(waited, (likely, _most))| (waited - likely).abs());
    for of in [
        &told["total"],
        &told["days"][0],
        &told["services"][0],
        &told["lately"],
    ] {
        assert_eq!(
            of["visits"].as_u64(),
            u64::try_from(held.len()).ok(),
            "{told}"
        );
        let percent = u64::try_from(kept * 100 / held.len()).ok();
        assert_eq!(of["covered_percent"].as_u64(), percent, "{told}");
        let error = missed_by.clone().sum::<i64>() / size(&missed_by.clone().collect::<Vec<_>>());
        assert_eq!(of["mean_error_ms"].as_i64(), Some(error), "{told}");
    }
}

/// Files for spreadsheets: the same figures, with what Russian ones expect.
#[test]
fn reports_go_out_as_csv_and_xlsx_and_only_to_the_head() {
    let (past, day) = Past::new("files", 1);
    let house = past.open();
    let ((date, _number), _visit) = day.visits.first_key_value().unwrap();
    let path = |form: &str| format!("/api/v1/reports/service{form}?from={date}&lang=ru");
    report(&house, &path(""));
    let (_status, csv) = text(&house, &path(".csv"));
    assert!(csv.starts_with("\u{feff}Услуги;Талонов;"));
    let rows: Vec<&str> = csv.trim_end().split("\r\n").collect();
    let cells: BTreeSet<usize> = rows.iter().map(|row| row.split(';').count()).collect();
    assert_eq!(cells, BTreeSet::from([24]), "every row has every cell");
    let total: Vec<&str> = rows.last().unwrap().split(';').collect();
    assert_eq!(
        total[..2],
        ["Всего".to_owned(), day.visits.len().to_string()]
    );
    assert!(total[3].contains(','), "a decimal comma");
    let (status, xlsx) = text(&house, &path(".xlsx"));
    assert!(status == 200 && xlsx.starts_with("PK"), "a zip of sheets");
    for role in ["hall", "desk", "kiosk", "board"] {
        assert_eq!(get(&house, &path(""), role).0, 403, "{role}");
    }
    assert_eq!(
        get(&house, "/api/v1/reports/dreams?from=2026-01-01", "head").0,
        404
    );
    for wrong in [
        "from=yesterday",
        "from=2026-02-30",
        "from=2026-02-02&to=2026-02-01",
    ] {
        let (status, problem) = get(&house, &format!("/api/v1/reports/day?{wrong}"), "head");
        assert_eq!(status, 422, "{wrong}: {problem}");
    }
}

/// Who did what is kept for three years: days long past are found, each in its
/// own file and all of them in one.
#[test]
fn who_did_what_on_past_days_is_found_however_long_ago() {
    let (past, count) = Past::new("audit", 12);
    let house = past.open();
    let days: BTreeSet<&String> = count.visits.keys().map(|(day, _number)| day).collect();
    let (first, last) = (days.first().unwrap(), days.last().unwrap());
    report(
        &house,
        &format!("/api/v1/reports/day?from={first}&to={last}"),
    );
    let rows = |from: &str, to: &str| {
        let (status, file) = text(&house, &format!("/api/v1/audit.csv?from={from}&to={to}"));
        assert_eq!(status, 200, "{file}");
        let rows: Vec<String> = file.lines().skip(1).map(str::to_owned).collect();
        rows
    };
    let mut one_by_one = Vec::new();
    for day in &days {
        let of_day = rows(day, day);
        assert!(
            !of_day.is_empty() && of_day.iter().all(|row| row.contains(day.as_str())),
            "{day}: {of_day:?}"
        );
        one_by_one.extend(of_day);
    }
    assert_eq!(rows(first, last), one_by_one);
    assert!(rows("2020-01-01", "2020-01-31").is_empty());
}

/// The projection holds nothing of its own: thrown away, it is made again.
#[test]
fn a_history_that_is_lost_is_made_again_from_the_entries() {
    let (past, _count) = Past::new("lost-history", 2);
    let house = past.open();
    let path = "/api/v1/reports/manager?from=2024-01-01&to=2027-12-31";
    let before = report(&house, path);
    house.stop();
    let history = past.scratch.data().join("history.db");
    std::fs::write(&history, b"this is no database").unwrap();
    let house = past.open();
    let after = report(&house, path);
    assert_eq!(after["lines"], before["lines"]);
    assert_eq!(after["total"], before["total"]);
}

/// «Если бы в десять открыли ещё одно окно»: a past day run again beside what
/// happened, and the month planned out of such days.
#[test]
fn a_past_day_is_run_again_with_one_more_desk_and_the_month_is_planned() {
    let (past, count) = Past::new("what-if", 12);
    let house = past.open();
    let ((day, _number), _visit) = count.visits.first_key_value().unwrap();
    report(&house, &format!("/api/v1/reports/day?from={day}"));
    let path = format!("/api/v1/replay?day={day}&open=99&open_at=10:00");
    let (status, found) = get(&house, &path, "head");
    assert_eq!(status, 200, "{found}");
    let of_day = count.visits.iter().filter(|((of, _), _visit)| of == day);
    let answered = of_day.filter(|(_key, visit)| visit.waited.is_some());
    assert_eq!(
        found["happened"]["total"]["answered"].as_u64(),
        u64::try_from(answered.count()).ok()
    );
    let of = |run: &str, field: &str| found[run]["total"][field].as_i64().unwrap();
    assert!(of("again", "answered") > 0);
    assert!(of("changed", "wait_mean_ms") <= of("again", "wait_mean_ms"));
    assert!(found["changed"]["open_ms"].as_i64() > found["again"]["open_ms"].as_i64());

    let refused = |path: &str, role: &str| get(&house, path, role).0;
    assert_eq!(refused("/api/v1/replay?day=2001-01-01", "head"), 404);
    assert_eq!(
        refused(
            &format!("/api/v1/replay?day={day}&open=9&open_at=late"),
            "head"
        ),
        422
    );
    assert_eq!(refused(&format!("/api/v1/replay?day={day}"), "desk"), 403);

    let (status, plan) = get(&house, "/api/v1/plan", "head");
    assert_eq!(status, 200, "{plan}");
    let weekdays = plan["weekdays"].as_array().unwrap();
    assert!(!weekdays.is_empty());
    for weekday in weekdays {
        assert!(weekday["percent"].as_u64().unwrap() >= 85, "{weekday}");
        assert!(weekday["desk_hours"].as_f64().unwrap() > 0.0, "{weekday}");
    }
    assert!(plan["desk_hours"].as_f64().unwrap() > 0.0);
    let (status, kept) = get(
        &house,
        &format!("/api/v1/reports/promises?from={day}"),
        "head",
    );
    assert_eq!((status, &kept["drift"]), (200, &Value::Null));
}
