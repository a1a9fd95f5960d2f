use std::collections::BTreeMap;
use std::sync::Arc;

use preceptor_ledger::{Append, NewEntry, Stream};
use preceptor_record::{Code, PersonId};

use super::*;
use crate::access::Role;
use crate::employer::Employer;
use crate::fixture::{now, trust, viewer};
use crate::refusal::Refusal;

/// Everybody, however long it takes on the machine at hand.
async fn whole(
    employer: &Arc<Employer>,
    engine: &'static preceptor_standing::Engine<'static>,
) -> Arc<Everybody> {
    loop {
        let seen = employer.everybody(engine, now()).await.unwrap();
        if seen.n_looked_at.is_none() {
            return seen.everybody;
        }
    }
}

#[tokio::test]
async fn everybody_has_a_row_and_every_state_is_there() {
    let (_installation, employer, engine) = trust().await;
    let everybody = whole(&employer, engine).await;
    assert_eq!(everybody.rows.len(), 150);
    let tally: BTreeMap<State, usize> = everybody.tally(now().day).into_iter().collect();
    assert_eq!(tally.values().sum::<usize>(), 150);
    assert!(State::ALL.iter().all(|it| tally[it] > 0), "{tally:?}");
    for row in everybody.rows.values() {
        let is_bad = row.state(now().day, now().day) == State::No;
        let lacks = row.posts.iter().any(|it| !it.lacks.is_empty());
        assert!(!is_bad || lacks, "{} stands ill and nothing says why", row.person);
    }
}

#[tokio::test]
async fn a_list_is_filtered_sorted_and_paged() {
    let (_installation, employer, engine) = trust().await;
    let everybody = whole(&employer, engine).await;
    let day = now().day;
    let all = everybody.page(&Wanted::default(), day, 0, 50);
    assert_eq!((all.rows.len(), all.n_found, all.n_all), (50, 150, 150));
    let states: Vec<State> = everybody
        .wanted(&Wanted::default(), day)
        .iter()
        .map(|it| it.state(day, days_after(day, SOON + 1)))
        .collect();
    assert!(states.is_sorted(), "the worst comes first");
    let pa = Wanted { role: Some(Code::from("physician-associate")), ..Wanted::default() };
    let found = everybody.wanted(&pa, day);
    assert!(
        !found.is_empty()
            && found.iter().all(|it| it.posts.iter().any(|it| it.role == *"physician-associate"))
    );
    let name = Wanted { order: Order::Name, ..Wanted::default() };
    let names: Vec<String> =
        everybody.wanted(&name, day).iter().map(|it| it.name.to_lowercase()).collect();
    assert!(names.is_sorted());
    let back = Wanted { is_reversed: true, ..name };
    assert_eq!(everybody.wanted(&back, day)[0].name.to_lowercase(), names[149]);
    let last = everybody.page(&Wanted::default(), day, 3, 50);
    assert!(last.rows.is_empty() && last.n_found == 150);
    let somebody = &all.rows[7];
    let by_name = Wanted { text: Some(somebody.name.to_uppercase()), ..Wanted::default() };
    assert!(everybody.wanted(&by_name, day).iter().any(|it| it.person == somebody.person));
    for it in everybody.wanted(&Wanted { lapses_within: Some(30), ..Wanted::default() }, day) {
        let soonest = it.lapses_within(day, days_after(day, 31));
        assert!(soonest.first().is_some_and(|it| it.on > day && it.on <= days_after(day, 30)));
    }
}

#[tokio::test]
async fn what_is_recorded_is_seen_by_the_next_who_asks_and_in_those_who_lean_on_it() {
    let (installation, employer, engine) = trust().await;
    let before = whole(&employer, engine).await;
    let supervised = before.rows.values().find(|it| it.named_supervisor.is_some()).unwrap();
    let supervisor = supervised.named_supervisor.clone().unwrap();
    let stream = Stream::person(supervisor.as_str()).unwrap();
    let name = NewEntry::new(&stream, "f-new", "details", "u-1")
        .body(r#"{"id":"f-new","kind":"details","name":"Zebedee Changeling","from":"2026-11-20"}"#);
    installation.ledger.append(Append::new(employer.org(), now().at).entry(name)).await.unwrap();
    let after = whole(&employer, engine).await;
    assert!(after.as_of > before.as_of);
    assert_eq!(after.rows[&supervisor].name, "Zebedee Changeling");
    let is_same = |it: &PersonId| std::sync::Arc::ptr_eq(&before.rows[it], &after.rows[it]);
    assert!(!is_same(&supervised.person), "whoever leans on them was judged again");
    assert!(after.rows.keys().filter(|it| is_same(it)).count() > 100, "and nobody else");
    let changed: Vec<_> = after.rows.keys().filter(|it| !is_same(it)).collect();
    for id in changed {
        let stands = |of: &Everybody| of.rows[id].state(now().day, now().day);
        assert_eq!(stands(&before), stands(&after), "a name changes nobody's standing");
    }
}

#[tokio::test]
async fn a_supervisor_sees_a_list_of_their_own_people_alone() {
    let (_installation, employer, engine) = trust().await;
    let everybody = whole(&employer, engine).await;
    let supervisor = everybody.rows.values().find_map(|it| it.named_supervisor.clone()).unwrap();
    let mut reader = viewer("u-1", &[Role::Supervisor]);
    reader.person = Some(supervisor.clone());
    let wanted = Wanted::default().for_reader(&reader).unwrap();
    let found = everybody.wanted(&wanted, now().day);
    assert!(!found.is_empty() && found.iter().all(|it| it.supervisors.contains(&supervisor)));
    reader.person = None;
    let wanted = Wanted::default().for_reader(&reader).unwrap();
    assert!(everybody.wanted(&wanted, now().day).is_empty());
    let lead = viewer("u-2", &[Role::MapLead]);
    let wanted = Wanted::default().for_reader(&lead).unwrap();
    assert_eq!(everybody.wanted(&wanted, now().day).len(), 150);
    assert!(Wanted::default().for_reader(&viewer("u-3", &[Role::Practitioner])).is_err());
}

#[tokio::test]
async fn views_are_kept_for_their_owner_alone() {
    let (installation, employer, _) = trust().await;
    let (mine, theirs) = (viewer("u-1", &[Role::MapLead]), viewer("u-2", &[Role::MapLead]));
    employer.save_view(&installation, &mine, "Theatres", "unit=theatres").await.unwrap();
    employer.save_view(&installation, &mine, "Theatres", "unit=theatres&sort=name").await.unwrap();
    let kept = employer.views(&mine).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].query, "unit=theatres&sort=name");
    assert!(employer.views(&theirs).await.unwrap().is_empty());
    assert!(matches!(employer.drop_view(&theirs, &kept[0].id).await, Err(Refusal::NotFound)));
    employer.drop_view(&mine, &kept[0].id).await.unwrap();
    assert!(employer.views(&mine).await.unwrap().is_empty());
    for ill in ["", &"x".repeat(61)] {
        let refused = employer.save_view(&installation, &mine, ill, "").await;
        assert!(matches!(refused, Err(Refusal::Wrong(_))), "{ill}");
    }
    let nobody = viewer("u-3", &[Role::Planner]);
    let refused = employer.save_view(&installation, &nobody, "x", "").await;
    assert!(matches!(refused, Err(Refusal::Denied(_))));
}
