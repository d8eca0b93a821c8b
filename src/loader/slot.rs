//! A place for a value that is taken out to be worked with and put back, never borrowed: what is called meanwhile
//! may come back here, and finds nothing where it would find a borrow that fails.

use core::cell::Cell;

/// A cell of which the inside is looked at only from outside.
#[derive(Default)]
pub struct Slot<T>(Cell<T>);

impl<T> core::fmt::Debug for Slot<T> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Slot")
    }
}

impl<T: Default> Slot<T> {
    /// A slot with something in it.
    pub const fn new(value: T) -> Self {
        Self(Cell::new(value))
    }

    /// Takes out what is in it.
    pub fn take(&self) -> T {
        self.0.take()
    }

    /// Puts something in; what was in it is dropped when it has left.
    pub fn put(&self, value: T) {
        drop(self.0.replace(value));
    }

    /// Works with what is in it. What the work calls finds the slot empty, and loses what it puts in.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.0.take();
        let result = work(&mut value);
        self.0.set(value);
        result
    }

    /// A copy of what is in it.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(|value| value.clone())
    }
}
