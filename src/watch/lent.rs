//! What one room at a time holds and what outlives it: a queue, what waits.
//!
//! Promises: a room that falls gives it back by falling. Never: two holders.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where it lies between two holders.
#[derive(Debug)]
pub struct Home<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Home<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Home<T> {
    pub fn new(thing: T) -> Self {
        Self(Arc::new(Mutex::new(Some(thing))))
    }

    /// Into a room's hands; `None`: somebody holds it, or it was taken for good.
    pub fn lend(&self) -> Option<Lent<T>> {
        let thing = self.place().take();
        thing.map(|thing| Lent {
            thing: Some(thing),
            home: self.clone(),
        })
    }

    /// For good: no room is lent it any more.
    pub fn take(&self) -> Option<T> {
        self.place().take()
    }

    fn place(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// In a room's hands; goes home when it is dropped.
#[derive(Debug)]
pub struct Lent<T> {
    /// There until it is dropped.
    thing: Option<T>,
    home: Home<T>,
}

impl<T> Deref for Lent<T> {
    type Target = T;

    #[expect(clippy::expect_used, reason = "only dropping it takes the thing out")]
    fn deref(&self) -> &T {
        self.thing
            .as_ref()
            .expect("it is there until it is dropped")
    }
}

impl<T> DerefMut for Lent<T> {
    #[expect(clippy::expect_used, reason = "only dropping it takes the thing out")]
    fn deref_mut(&mut self) -> &mut T {
        self.thing
            .as_mut()
            .expect("it is there until it is dropped")
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        *self.home.place() = self.thing.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lent_goes_home_with_what_was_done_to_it() {
        let home = Home::new(vec![1]);
        let mut lent = home.lend().unwrap();
        lent.push(2);
        assert!(home.lend().is_none(), "one holder at a time");
        drop(lent);
        assert_eq!(home.lend().as_deref(), Some(&vec![1, 2]));
        assert_eq!(home.take(), Some(vec![1, 2]));
        assert!(home.lend().is_none(), "taken for good");
    }
}
