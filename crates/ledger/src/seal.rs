//! Sealing: bodies, files and keys cannot be read without the master key, and never again once their key is gone.
//!
//! AES-256-GCM from *ring*. A sealed text is base64url of the nonce, the ciphertext and the tag; what it is bound to (the
//! row it stands in) is its associated data, so that a body moved to another row does not open.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{hkdf, hmac};

use crate::chance::Chance;
use crate::error::StoreError;
use crate::text::{digest, to_bytes, to_text};

const KEY_LEN: usize = 32;
/// What a key file begins with; a change of the method is a new word.
const FILE_MARK: &str = "preceptor-key-1";

/// A key that seals and opens.
pub(crate) struct Key(LessSafeKey);

/// Never shown.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// What a text does not open with: another key, another row, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WillNotOpen;

impl Key {
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, bytes).ok().map(|it| Self(LessSafeKey::new(it)))
    }

    /// The nonce, the ciphertext and the tag.
    pub(crate) fn seal_bytes(
        &self,
        mut plain: Vec<u8>,
        bound_to: &[u8],
        chance: &dyn Chance,
    ) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        chance.fill(&mut nonce)?;
        let sealed = self.0.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound_to),
            &mut plain,
        );
        sealed.map_err(|_| StoreError::unfit("body", "shorter than 64 GB"))?;
        plain.splice(..0, nonce);
        Ok(plain)
    }

    pub(crate) fn open_bytes(
        &self,
        mut sealed: Vec<u8>,
        bound_to: &[u8],
    ) -> Result<Vec<u8>, WillNotOpen> {
        if sealed.len() < NONCE_LEN {
            return Err(WillNotOpen);
        }
        let mut rest = sealed.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&sealed).map_err(|_| WillNotOpen)?;
        let plain = self.0.open_in_place(nonce, Aad::from(bound_to), &mut rest);
        let n = plain.map_err(|_| WillNotOpen)?.len();
        rest.truncate(n);
        Ok(rest)
    }

    /// The same as text.
    pub(crate) fn seal(
        &self,
        plain: &[u8],
        bound_to: &[u8],
        chance: &dyn Chance,
    ) -> Result<String, StoreError> {
        Ok(to_text(&self.seal_bytes(plain.to_vec(), bound_to, chance)?))
    }

    pub(crate) fn open(&self, sealed: &str, bound_to: &[u8]) -> Result<Vec<u8>, WillNotOpen> {
        self.open_bytes(to_bytes(sealed).ok_or(WillNotOpen)?, bound_to)
    }
}

/// The installation's own key. It wraps every other and lies in a file apart from the database, which no backup holds.
pub struct MasterKey {
    id: String,
    key: Key,
    mac: hmac::Key,
}

/// Its id alone.
impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl MasterKey {
    /// The key of those bytes.
    ///
    /// # Errors
    ///
    /// Where they are not 32.
    pub fn of(bytes: &[u8]) -> Result<Self, StoreError> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"preceptor master key 1");
        let root = salt.extract(bytes);
        let mac = root.expand(&[b"look-up"], hmac::HMAC_SHA256).map(hmac::Key::from);
        match (Key::of(bytes), mac) {
            (Some(key), Ok(mac)) => {
                let id = digest(&[b"preceptor master key id 1".as_slice(), bytes].concat());
                Ok(Self { id: id.chars().take(16).collect(), key, mac })
            }
            _ => Err(StoreError::unfit("master key", "it has 32 bytes")),
        }
    }

    /// Reads the key file.
    ///
    /// # Errors
    ///
    /// Where there is none, or it is not one.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let not_one = |why: &str| StoreError::Key {
            message: format!(
                "the key file `{}` {why}; without it nothing stored can be read",
                path.display()
            ),
        };
        let mut text = String::new();
        let file = File::open(path).map_err(|it| not_one(&format!("cannot be read: {it}")))?;
        file.take(1024)
            .read_to_string(&mut text)
            .map_err(|it| not_one(&format!("cannot be read: {it}")))?;
        let bytes =
            text.trim_end().strip_prefix(FILE_MARK).and_then(|it| to_bytes(it.trim_start()));
        bytes
            .and_then(|it| Self::of(&it).ok())
            .ok_or_else(|| not_one(&format!("does not hold `{FILE_MARK}` and a key")))
    }

    /// Makes a key and its file, which only its owner may read; it is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// Where there is a file of that name already: a key is never written over.
    pub fn create(path: &Path, chance: &dyn Chance) -> Result<Self, StoreError> {
        let mut bytes = [0; KEY_LEN];
        chance.fill(&mut bytes)?;
        let made = Self::of(&bytes)?;
        let failed = |it: std::io::Error| StoreError::Key {
            message: format!("the key file `{}` cannot be made: {it}", path.display()),
        };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        only_for_its_owner(&mut options);
        let mut file = options.open(path).map_err(failed)?;
        writeln!(file, "{FILE_MARK} {}", to_text(&bytes)).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
            // The name has to last as well as the bytes. Not every system lets a folder be opened.
            if let Ok(folder) = File::open(folder) {
                let _ = folder.sync_all();
            }
        }
        Ok(made)
    }

    /// What it is called: a digest, from which nothing follows.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A new key, and how it is kept.
    pub(crate) fn new_key(
        &self,
        bound_to: &[u8],
        chance: &dyn Chance,
    ) -> Result<(Key, String), StoreError> {
        let mut bytes = [0; KEY_LEN];
        chance.fill(&mut bytes)?;
        let key = Key::of(&bytes).ok_or(StoreError::unfit("key", "it has 32 bytes"))?;
        Ok((key, self.key.seal(&bytes, bound_to, chance)?))
    }

    /// The key that is kept so.
    pub(crate) fn unwrap(&self, wrapped: &str, bound_to: &[u8]) -> Result<Key, WillNotOpen> {
        Key::of(&self.key.open(wrapped, bound_to)?).ok_or(WillNotOpen)
    }

    /// Seals what belongs to the installation and to nobody who could be erased.
    pub(crate) fn own(&self) -> &Key {
        &self.key
    }

    /// A look-up value of a text that must not be stored readable: the same text gives the same value here and nowhere else.
    pub(crate) fn look_up(&self, what: &str, text: &str) -> String {
        let tag = hmac::sign(&self.mac, &[what.as_bytes(), b"\0", text.as_bytes()].concat());
        to_text(tag.as_ref())
    }
}

#[cfg(unix)]
fn only_for_its_owner(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn only_for_its_owner(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::NoChance;

    struct Counting(std::sync::Mutex<u8>);

    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
            let mut next = self.0.lock().map_err(|_| NoChance)?;
            for byte in bytes {
                *next = next.wrapping_add(1);
                *byte = *next;
            }
            Ok(())
        }
    }

    fn chance() -> Counting {
        Counting(std::sync::Mutex::new(0))
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_in_its_row_alone() {
        let master = MasterKey::of(&[7; 32]).unwrap();
        let (key, wrapped) = master.new_key(b"row 1", &chance()).unwrap();
        let sealed = key.seal(b"secret", b"entry 1", &chance()).unwrap();
        assert_eq!(key.open(&sealed, b"entry 1"), Ok(b"secret".to_vec()));
        assert_eq!(key.open(&sealed, b"entry 2"), Err(WillNotOpen));
        let again = master.unwrap(&wrapped, b"row 1").unwrap();
        assert_eq!(again.open(&sealed, b"entry 1"), Ok(b"secret".to_vec()));
        assert!(master.unwrap(&wrapped, b"row 2").is_err());
        assert!(MasterKey::of(&[8; 32]).unwrap().unwrap(&wrapped, b"row 1").is_err());
    }

    #[test]
    fn a_changed_or_shortened_text_does_not_open() {
        let master = MasterKey::of(&[7; 32]).unwrap();
        let sealed = master.key.seal(b"secret", b"", &chance()).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(master.key.open(&String::from_utf8(changed).unwrap(), b"").is_err(), "{at}");
            assert!(master.key.open(&sealed[..at], b"").is_err(), "{at}");
        }
    }

    #[test]
    fn a_key_file_is_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made = MasterKey::create(&path, &chance()).unwrap();
        assert_eq!(MasterKey::read(&path).unwrap().id(), made.id());
        assert!(matches!(MasterKey::create(&path, &chance()), Err(StoreError::Key { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_key_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        assert!(MasterKey::read(&path).is_err());
        for ill in ["", "preceptor-key-1", "preceptor-key-1 AAAA", "-----BEGIN KEY-----"] {
            std::fs::write(&path, ill).unwrap();
            assert!(MasterKey::read(&path).is_err(), "{ill}");
        }
    }

    #[test]
    fn a_look_up_value_depends_on_the_key_and_on_what_is_looked_up() {
        let one = MasterKey::of(&[7; 32]).unwrap();
        let other = MasterKey::of(&[8; 32]).unwrap();
        assert_eq!(one.look_up("email", "a"), one.look_up("email", "a"));
        assert_ne!(one.look_up("email", "a"), one.look_up("token", "a"));
        assert_ne!(one.look_up("email", "a"), other.look_up("email", "a"));
    }
}
