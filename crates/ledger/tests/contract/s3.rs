//! Files in a bucket: run with the feature `s3`, against the S3-compatible store that `TEST_S3_ENDPOINT` names, which has a
//! bucket `evidence`.

use preceptor_ledger::{Bucket, Files, Ledger, Options, Upload};

use crate::store::{Seeded, at, empty_database, master, now, org};

fn bucket() -> Bucket {
    let endpoint = std::env::var("TEST_S3_ENDPOINT");
    Bucket {
        name: "evidence".to_owned(),
        region: "eu-west-2".to_owned(),
        endpoint: Some(endpoint.expect("TEST_S3_ENDPOINT names an S3-compatible store")),
        key_id: "test".to_owned(),
        secret: "test".to_owned(),
    }
}

#[tokio::test]
async fn files_are_kept_in_a_bucket_and_go_with_their_person() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::new(empty_database(&folder).await, master(), Seeded::new(77));
    options.files = Files::s3(&bucket()).unwrap();
    let ledger = Ledger::open(options).await.unwrap();
    let upload = |person: &str| Upload {
        org: org(),
        person: person.to_owned(),
        name: "certificate.pdf".to_owned(),
        declared: None,
        content: [b"%PDF-1.7\n".as_slice(), &[b'.'; 100_000]].concat(),
        actor: "u".to_owned(),
        at: now(),
    };
    let (one, two) = (
        ledger.keep_file(upload("p-1")).await.unwrap(),
        ledger.keep_file(upload("p-2")).await.unwrap(),
    );
    let (_, content) = ledger.file_content(&org(), "p-1", &one.id).await.unwrap().unwrap();
    assert_eq!(content.len(), 100_009);
    assert_eq!(ledger.check_files(&org()).await.unwrap(), (2, vec![]));
    let backup = folder.path().join("a.backup");
    assert_eq!(ledger.backup(&backup, "1", now()).await.unwrap().n_files, 2);
    ledger.erase(&org(), "p-1", "u", now()).await.unwrap();
    assert_eq!(ledger.file_content(&org(), "p-1", &one.id).await.unwrap(), None);
    assert!(ledger.file_content(&org(), "p-2", &two.id).await.unwrap().is_some());
    assert_eq!(
        ledger.sweep_files(&org(), at("2200-01-01T00:00:00Z")).await.unwrap(),
        0,
        "nothing is left behind"
    );
}
