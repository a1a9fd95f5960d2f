//! Evidence files in an S3-compatible store, behind the cargo feature `s3`.
//!
//! What is put there is sealed, and its name is a digest: the store's owner learns how much there is, and nothing else.

use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, S3ConditionalPut};

use crate::error::StoreError;
use crate::files::Files;

/// Where a bucket is, and who may use it.
#[derive(Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its region, as the store calls it.
    pub region: String,
    /// The address of the store, where it is not the region's own; `http` is taken for this machine alone.
    pub endpoint: Option<String>,
    /// The id of the key that may use it.
    pub key_id: String,
    /// That key's secret.
    pub secret: String,
}

/// Without the secret.
impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Files {
    /// In a bucket.
    ///
    /// # Errors
    ///
    /// Where it cannot be named so, or would be spoken to in the clear over a network.
    pub fn s3(bucket: &Bucket) -> Result<Self, StoreError> {
        let is_plain = bucket.endpoint.as_ref().is_some_and(|it| it.starts_with("http://"));
        let is_here = bucket.endpoint.as_ref().is_some_and(|it| {
            ["http://127.0.0.1", "http://localhost", "http://[::1]"]
                .iter()
                .any(|here| it.starts_with(here))
        });
        if is_plain && !is_here {
            let message = "files are sent to another machine over https alone".to_owned();
            return Err(StoreError::Setup { message });
        }
        // One family of crypto: the first to say so decides for the whole program, and it is this one everywhere.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.key_id)
            .with_secret_access_key(&bucket.secret)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .with_allow_http(is_here);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|it| StoreError::Setup {
            message: format!("the bucket `{}` cannot be used: {it}", bucket.name),
        })?;
        Ok(Self::of(Arc::new(store)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(endpoint: &str) -> Bucket {
        Bucket {
            name: "evidence".to_owned(),
            region: "eu-west-2".to_owned(),
            endpoint: Some(endpoint.to_owned()),
            key_id: "id".to_owned(),
            secret: "secret".to_owned(),
        }
    }

    #[test]
    fn nothing_is_sent_in_the_clear_to_another_machine() {
        assert!(Files::s3(&bucket("http://store.example.org")).is_err());
        assert!(Files::s3(&bucket("https://store.example.org")).is_ok());
        assert!(Files::s3(&bucket("http://127.0.0.1:5000")).is_ok());
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert!(!format!("{:?}", bucket("https://store.example.org")).contains("secret"));
    }
}
