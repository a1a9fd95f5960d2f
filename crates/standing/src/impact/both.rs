//! The two sides that are compared.

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Before.
    A,
    /// After.
    B,
}

/// Something that each side has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Both<T> {
    pub(super) a: T,
    pub(super) b: T,
}

impl<T> Both<T> {
    /// What `make` makes for each.
    pub(super) fn of(mut make: impl FnMut(Side) -> T) -> Self {
        Self { a: make(Side::A), b: make(Side::B) }
    }

    /// That of one side.
    pub(super) fn get(&self, side: Side) -> &T {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// That of one side, to be changed.
    pub(super) fn get_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::A => &mut self.a,
            Side::B => &mut self.b,
        }
    }
}

impl Side {
    /// Both, the one before first.
    pub(super) const ALL: [Self; 2] = [Self::A, Self::B];
}
