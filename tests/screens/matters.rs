//! S14: a matter with much to bring and a way without a visit. Both are there in
//! every shape, however large the letters and small the room.

use i_slint_backend_testing::ElementHandle;

use crate::fixtures::*;
use crate::kiosk_states::{each_shape, label};

fn much_to_bring(kiosk: &TestKiosk) {
    let mut view = kiosk_view();
    view.rules.privileged = true;
    let contract = view.services.iter_mut().find(|one| one.id == "contract");
    contract.unwrap().bring = texts(
        "паспорт; документы на жильё; акт осмотра счётчика, если он есть; последняя квитанция",
        "passport; proof of ownership; meter inspection report, if you have it; latest bill",
    );
    kiosk.hear(view);
    kiosk.tap(label(kiosk, "Для дома", "For home"));
    kiosk.tap(label(kiosk, "Договор энергоснабжения", "Supply contract"));
}

/// Where a text ends, downwards.
fn low(of: &ElementHandle) -> f32 {
    of.absolute_position().y + of.size().height
}

#[test]
fn s14_much_to_bring_leaves_room_for_the_way_without_a_visit() {
    each_shape("bring-much", |kiosk| {
        much_to_bring(kiosk);
        let remote = label(
            kiosk,
            "Можно и без визита: в личном кабинете или по телефону контакт-центра",
            "Also without a visit: in your online account or by phone",
        );
        let remote = kiosk.text(remote).expect("the way without a visit");
        let take = kiosk.button(label(kiosk, "Взять талон", "Take a ticket"));
        let list = kiosk.button(label(kiosk, "Напечатать список", "Print the list"));
        // Beside the panel stands the way to the ticket, or below it the list.
        let is_beside = take.absolute_position().x > remote.absolute_position().x;
        let end = if is_beside {
            low(&take)
        } else {
            list.absolute_position().y
        };
        assert!(low(&remote) < end, "{} of {end}", low(&remote));
    });
}
