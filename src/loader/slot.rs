//! A cell for values that re-entrant code accesses.

use core::cell::Cell;

/// A cell whose value is moved out while in use, so re-entrant code finds the default value instead of causing a
/// borrow error.
#[derive(Default)]
pub(crate) struct Slot<T>(Cell<T>);

impl<T> core::fmt::Debug for Slot<T> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Slot")
    }
}

impl<T: Default> Slot<T> {
    /// Makes a slot that holds a value.
    pub(crate) const fn new(value: T) -> Self {
        Self(Cell::new(value))
    }

    /// Moves the value out.
    pub(crate) fn take(&self) -> T {
        self.0.take()
    }

    /// Stores a value, then drops the old one.
    pub(crate) fn put(&self, value: T) {
        drop(self.0.replace(value));
    }

    /// Calls `work` with the value. A value that is stored in the slot meanwhile is lost.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.0.take();
        let result = work(&mut value);
        self.0.set(value);
        result
    }

    /// Returns a copy of the value.
    pub(crate) fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(|value| value.clone())
    }
}
