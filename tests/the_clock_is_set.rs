//! Somebody sets the computer's clock, and the time of a sign-in runs out: told
//! with a clock that the story moves by hand.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

mod counter;

use counter::{a_visitor, get, office, pages};
use office::command::Command;
use office::day::Moment;
use office::staff::AccountId;
use talon::clock::Clock;
use talon::print::Printers;
use talon::reception::handle::{Ask, Handle};
use talon::watch::upkeep::Upkeep;
use talon::web::trust;

const HOUR_MS: i64 = 3_600_000;

/// Waits until the staff are told that the wall clock leads by so much.
async fn told_of(handle: &Handle, ahead_ms: i64) {
    let mut told = handle.watch();
    let is_told = told.wait_for(|told| told.picture.clock_ahead_ms == ahead_ms);
    let in_time = tokio::time::timeout(std::time::Duration::from_secs(10), is_told).await;
    drop(in_time.unwrap().unwrap());
}

/// Set back by an hour, the clock moves nobody's place and nobody's wait; the
/// staff are told.
#[tokio::test]
async fn a_clock_set_back_by_an_hour_moves_no_wait() {
    let clock = Clock::by_hand(Moment(12 * HOUR_MS));
    let handle = office(&clock).await;
    handle.ask(a_visitor()).await.unwrap();

    clock.advance_ms(60_000);
    clock.set_wall_ahead_ms(-HOUR_MS);
    told_of(&handle, -HOUR_MS).await;
    let done = handle.ask(a_visitor()).await.unwrap();

    let taken: Vec<i64> = done
        .picture
        .waiting
        .iter()
        .map(|ticket| ticket.taken_at.0)
        .collect();
    assert_eq!(taken, [12 * HOUR_MS, 12 * HOUR_MS + 60_000]);

    clock.set_wall_ahead_ms(0);
    told_of(&handle, 0).await;
}

/// A sign-in ends with its time, and so does the feed opened by it.
#[tokio::test]
async fn a_sign_in_runs_out() {
    let clock = Clock::by_hand(Moment(12 * HOUR_MS));
    let handle = office(&clock).await;
    let token = "0123456789abcdef";
    let command = Command::SignIn {
        session: trust::digest(token),
        account: AccountId("sokolova".to_owned()),
        until: Moment(20 * HOUR_MS),
        by_directory: false,
    };
    handle.ask(Ask::new(command, "sokolova")).await.unwrap();
    let address = pages(
        handle,
        clock.clone(),
        Printers::default(),
        Upkeep::default(),
    )
    .await;
    let (status, session) = get(address, "/api/v1/session", token).await;
    assert_eq!(
        (status, session["account"].as_str()),
        (200, Some("sokolova"))
    );

    // Reads until the server ends the feed.
    let feed = tokio::spawn(async move { get(address, "/api/v1/feed?view=staff", token).await });
    tokio::task::yield_now().await;
    clock.advance_ms(9 * HOUR_MS);
    let (status, problem) = get(address, "/api/v1/queue", token).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (401, Some("sign-in-expired"))
    );
    let (_status, _body) = feed.await.unwrap();
}
