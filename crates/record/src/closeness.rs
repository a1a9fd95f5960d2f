//! How close a supervisor is.

crate::words! {
    /// How close a supervisor is, from the closest to none needed. Written `level` in files and JSON.
    pub enum Closeness {
        /// In the room.
        Direct = "direct",
        /// In the same building or suite, and can come at once.
        OnSite = "on-site",
        /// Reachable, perhaps off site.
        Available = "available",
        /// Nobody needed.
        Independent = "independent",
    }
}

impl Closeness {
    /// Whether someone this close is close enough where `asked` is asked for.
    pub fn satisfies(self, asked: Closeness) -> bool {
        self <= asked
    }
}
