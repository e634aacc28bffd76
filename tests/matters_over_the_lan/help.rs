//! Quiet help from a desk, seen by hall manager and head (S19).

use serde_json::json;

use crate::callbacks::as_who;
use crate::house::{House, Scratch};

#[test]
fn s19_a_desk_calls_quietly_help_comes_and_the_signal_goes_off() {
    let scratch = Scratch::new("help");
    let house = House::open(&scratch);
    let post = |who: &str, path: &str| as_who(&house, who, "POST", path, &json!({}));
    let asked = post("desk", "/api/v1/desks/1/help");
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert_eq!(asked.json()[0]["desk"], 1);
    assert_eq!(
        post("desk", "/api/v1/desks/2/help").status,
        403,
        "not their desk"
    );
    assert_eq!(post("kiosk", "/api/v1/desks/1/help").status, 403);
    assert_eq!(post("desk", "/api/v1/desks/1/help/answer").status, 403);
    let answered = post("hall", "/api/v1/desks/1/help/answer");
    assert_eq!(answered.json()[0]["coming"][0]["by"], "hall");
    let kiosk = as_who(&house, "kiosk", "GET", "/api/v1/board", &json!({}));
    assert!(!kiosk.body.contains("help"), "never on a board");
    house.stop();

    let house = House::open(&scratch);
    let post = |who: &str, path: &str| as_who(&house, who, "POST", path, &json!({}));
    assert_eq!(
        post("head", "/api/v1/desks/1/help/answer").json()[0]["coming"][1]["by"],
        "head"
    );
    assert_eq!(post("desk", "/api/v1/desks/1/help/end").json(), json!([]));
    let none = post("hall", "/api/v1/desks/1/help/answer");
    assert_eq!(
        (none.status, none.text("code").as_str()),
        (409, "no-help-asked")
    );
}
