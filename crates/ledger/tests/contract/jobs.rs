//! The queue: each job to one worker at a time, and none is lost.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{Append, JobState, NewJob};

use crate::store::{Store, at, fact, now, open, org};

const LEASE: SignedDuration = SignedDuration::from_secs(60);

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn ids(jobs: &[preceptor_ledger::Job]) -> Vec<&str> {
    jobs.iter().map(|it| it.id.as_str()).collect()
}

#[tokio::test]
async fn jobs_come_when_they_are_due_the_longest_waiting_first() {
    let store = Store::new().await;
    for (id, seconds) in [("j-1", 10), ("j-2", 0), ("j-3", 20)] {
        store.enqueue(&org(), NewJob::new(id, "notice", "{}", later(seconds))).await.unwrap();
    }
    let claim =
        async |seconds: i64| store.claim_jobs(&org(), "w", later(seconds), LEASE, 9).await.unwrap();
    assert_eq!(ids(&claim(-1).await), [""; 0]);
    assert_eq!(ids(&claim(15).await), ["j-2", "j-1"]);
    assert_eq!(ids(&claim(20).await), ["j-3"]);
    assert_eq!(ids(&claim(20).await), [""; 0], "they are leased");
}

#[tokio::test]
async fn a_lease_that_ran_out_goes_to_another_and_the_first_can_no_longer_finish() {
    let store = Store::new().await;
    store.enqueue(&org(), NewJob::new("j-1", "notice", "p-1", now())).await.unwrap();
    let first = store.claim_jobs(&org(), "w-1", now(), LEASE, 9).await.unwrap().remove(0);
    assert_eq!((first.attempt, first.payload.as_str()), (1, "p-1"));
    assert!(store.keep_job(&org(), &first, later(30), LEASE).await.unwrap());
    assert!(store.claim_jobs(&org(), "w-2", later(89), LEASE, 9).await.unwrap().is_empty());
    let second = store.claim_jobs(&org(), "w-2", later(90), LEASE, 9).await.unwrap().remove(0);
    assert_eq!(second.attempt, 2);
    assert!(!store.keep_job(&org(), &first, later(91), LEASE).await.unwrap());
    assert!(!store.finish_job(&org(), &first).await.unwrap());
    assert!(store.finish_job(&org(), &second).await.unwrap());
    assert_eq!(store.job_state(&org(), "j-1").await.unwrap(), Some((JobState::Done, None)));
    assert!(store.claim_jobs(&org(), "w-1", later(999), LEASE, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_same_worker_does_not_finish_an_attempt_it_lost() {
    let store = Store::new().await;
    store.enqueue(&org(), NewJob::new("j-1", "notice", "{}", now())).await.unwrap();
    let first = store.claim_jobs(&org(), "w", now(), LEASE, 9).await.unwrap().remove(0);
    let again = store.claim_jobs(&org(), "w", later(60), LEASE, 9).await.unwrap().remove(0);
    assert!(!store.finish_job(&org(), &first).await.unwrap());
    assert!(store.finish_job(&org(), &again).await.unwrap());
}

#[tokio::test]
async fn a_failed_job_is_tried_again_when_it_is_said_or_never() {
    let store = Store::new().await;
    store.enqueue(&org(), NewJob::new("j-1", "notice", "{}", now())).await.unwrap();
    let job = store.claim_jobs(&org(), "w", now(), LEASE, 9).await.unwrap().remove(0);
    assert!(store.fail_job(&org(), &job, "no answer", Some(later(30))).await.unwrap());
    assert_eq!(
        store.job_state(&org(), "j-1").await.unwrap(),
        Some((JobState::Ready, Some("no answer".into())))
    );
    assert!(store.claim_jobs(&org(), "w", later(29), LEASE, 9).await.unwrap().is_empty());
    let job = store.claim_jobs(&org(), "w", later(30), LEASE, 9).await.unwrap().remove(0);
    assert!(store.fail_job(&org(), &job, "never", None).await.unwrap());
    assert_eq!(
        store.job_state(&org(), "j-1").await.unwrap(),
        Some((JobState::Failed, Some("never".into())))
    );
    assert!(store.claim_jobs(&org(), "w", later(999), LEASE, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn of_one_kind_and_key_one_waits_at_a_time() {
    let store = Store::new().await;
    let job = |id: &str| NewJob::new(id, "judge", "{}", now()).once("p-1");
    store.enqueue(&org(), job("j-1")).await.unwrap();
    store.enqueue(&org(), job("j-2")).await.unwrap();
    store.enqueue(&org(), NewJob::new("j-3", "notice", "{}", now()).once("p-1")).await.unwrap();
    let claimed = store.claim_jobs(&org(), "w", now(), LEASE, 9).await.unwrap();
    assert_eq!(ids(&claimed), ["j-1", "j-3"]);
    store.finish_job(&org(), &claimed[0]).await.unwrap();
    store.enqueue(&org(), job("j-4")).await.unwrap();
    assert_eq!(ids(&store.claim_jobs(&org(), "w", now(), LEASE, 9).await.unwrap()), ["j-4"]);
}

#[tokio::test]
async fn a_cancelled_job_is_neither_claimed_nor_kept() {
    let store = Store::new().await;
    store.enqueue(&org(), NewJob::new("j-1", "solve", "{}", now())).await.unwrap();
    store.enqueue(&org(), NewJob::new("j-2", "solve", "{}", later(1))).await.unwrap();
    let job = store.claim_jobs(&org(), "w", now(), LEASE, 1).await.unwrap().remove(0);
    assert!(
        store.cancel_job(&org(), "j-1").await.unwrap()
            && store.cancel_job(&org(), "j-2").await.unwrap()
    );
    assert!(
        !store.keep_job(&org(), &job, now(), LEASE).await.unwrap(),
        "whoever runs it learns of it"
    );
    assert!(store.claim_jobs(&org(), "w", later(9), LEASE, 9).await.unwrap().is_empty());
    assert!(!store.cancel_job(&org(), "j-1").await.unwrap());
    assert_eq!(store.prune_jobs(&org(), later(1)).await.unwrap(), 1);
    assert_eq!(store.job_state(&org(), "j-1").await.unwrap(), None);
}

#[tokio::test]
async fn a_job_is_stored_with_its_entries_or_not_at_all_and_goes_with_its_person() {
    let store = Store::new().await;
    let with_job = |id: &str, job: &str| {
        let job = NewJob::new(job, "judge", "{}", now()).about("p-1");
        Append::new(&org(), now()).entry(fact("p-1", id)).job(job)
    };
    store.append(with_job("f-1", "j-1")).await.unwrap();
    store.append(with_job("f-1", "j-2")).await.unwrap_err();
    assert_eq!(store.job_state(&org(), "j-1").await.unwrap(), Some((JobState::Ready, None)));
    assert_eq!(store.job_state(&org(), "j-2").await.unwrap(), None);
    store.erase(&org(), "p-1", "u", now()).await.unwrap();
    assert_eq!(store.job_state(&org(), "j-1").await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_job_goes_to_one_of_many_workers() {
    let store = Store::new().await;
    let other = open(&store.url, 9).await.unwrap();
    for n in 0..60 {
        store
            .enqueue(
                &org(),
                NewJob::new(format!("j-{n}"), "notice", "{}", at("2026-11-20T08:00:00Z")),
            )
            .await
            .unwrap();
    }
    let workers: Vec<_> = (0..6)
        .map(|worker| {
            let ledger = if worker % 2 == 0 { store.ledger.clone() } else { other.clone() };
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let jobs = ledger
                        .claim_jobs(&org(), &format!("w-{worker}"), now(), LEASE, 4)
                        .await
                        .unwrap();
                    let open = ledger
                        .claim_jobs(&org(), "nobody", at("2026-11-20T07:00:00Z"), LEASE, 1)
                        .await
                        .unwrap();
                    assert!(open.is_empty());
                    if jobs.is_empty() {
                        return mine;
                    }
                    for job in jobs {
                        assert!(ledger.finish_job(&org(), &job).await.unwrap());
                        mine.push(job.id);
                    }
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for it in workers {
        all.extend(it.await.unwrap());
    }
    // Workers that lost every race may have gone home early; what is left is there for the next.
    for job in store.claim_jobs(&org(), "last", now(), LEASE, 60).await.unwrap() {
        assert!(store.finish_job(&org(), &job).await.unwrap());
        all.push(job.id);
    }
    assert_eq!(all.len(), 60);
    assert_eq!(all.into_iter().collect::<BTreeSet<String>>().len(), 60, "none twice and none lost");
}
