//! The one rule of order, for the counter and for the run forward alike: of
//! the first in each line a desk serves, the smallest place; in the short
//! window the shortest question that may pass it.

/// Served first by law: passed by nobody.
pub(crate) const BY_LAW: i64 = i64::MIN;

/// The first in one line, among those a desk may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head<K> {
    /// What tickets are called by, smallest first: place, reference, number.
    pub(crate) key: K,
    /// The place alone, milliseconds.
    pub(crate) place_at: i64,
    /// How long the service takes as a rule, milliseconds; `None`: nobody
    /// knows, so it is neither passed as long nor taken as short.
    pub(crate) usual_ms: Option<i64>,
    /// An appointment: no short question passes it, and it passes nobody as
    /// one, since its head start is the longest there is (S9).
    pub(crate) is_booked: bool,
}

/// Which of the heads a desk takes. `reach_ms` in the short window: so far a
/// short question passes.
pub(crate) fn choose<K: Ord>(heads: &[Head<K>], reach_ms: Option<i64>) -> Option<usize> {
    let first = heads
        .iter()
        .enumerate()
        .min_by(|one, other| one.1.key.cmp(&other.1.key));
    let (index, first) = first?;
    let short = reach_ms.and_then(|reach_ms| shortest(heads, first, reach_ms));
    Some(short.unwrap_or(index))
}

/// The shortest question not more than `reach_ms` behind the first.
fn shortest<K: Ord>(heads: &[Head<K>], first: &Head<K>, reach_ms: i64) -> Option<usize> {
    let longest_ms = first.usual_ms?;
    if first.place_at == BY_LAW || first.is_booked {
        return None;
    }
    let may_pass = |head: &Head<K>| head.place_at.saturating_sub(first.place_at) <= reach_ms;
    let shorter = heads
        .iter()
        .enumerate()
        .filter(|(_index, head)| may_pass(head) && !head.is_booked)
        .filter_map(|(index, head)| Some((head.usual_ms?, &head.key, index)))
        .filter(|(usual_ms, ..)| *usual_ms < longest_ms);
    shorter.min().map(|(_usual_ms, _key, index)| index)
}
