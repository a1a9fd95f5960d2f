//! Work shared out between threads, its results taken in the order in which it was given.

use std::collections::VecDeque;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::exit::Failure;

/// Gives what `produce` makes to workers and hands each result to `consume`, in order. Every thread makes its own
/// worker, which may keep what it found out.
pub fn in_order<T: Send, R: Send, W: FnMut(T) -> R>(
    mut produce: impl FnMut() -> Result<Option<T>, Failure>,
    worker: impl Fn() -> W + Sync,
    mut consume: impl FnMut(R) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let n = thread::available_parallelism().map_or(1, usize::from).min(32);
    thread::scope(|scope| {
        let mut lanes = Vec::new();
        for _ in 0..n {
            let (give, take) = sync_channel::<T>(1);
            let (put, get) = sync_channel::<R>(1);
            let worker = &worker;
            scope.spawn(move || {
                let mut work = worker();
                for it in take {
                    if put.send(work(it)).is_err() {
                        break;
                    }
                }
            });
            lanes.push((give, get));
        }
        let stopped = || Failure::Broken("error: a worker stopped\n".to_owned());
        let mut under_way: VecDeque<usize> = VecDeque::new();
        let (mut next, mut more) = (0, true);
        loop {
            // Two for each lane: one being worked on and one behind it.
            if more && under_way.len() < 2 * n {
                match produce()? {
                    Some(it) => {
                        let lane = lanes.get(next).ok_or_else(stopped)?;
                        lane.0.send(it).map_err(|_| stopped())?;
                        under_way.push_back(next);
                        next = (next + 1) % n;
                    }
                    None => more = false,
                }
                continue;
            }
            let Some(lane) = under_way.pop_front().and_then(|it| lanes.get(it)) else {
                return Ok(());
            };
            consume(lane.1.recv().map_err(|_| stopped())?)?;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        let mut given = 0u32;
        let mut got = Vec::new();
        let produce = || {
            given += 1;
            Ok((given <= 1000).then_some(given))
        };
        let done = in_order(
            produce,
            || |it: u32| it * 2,
            |it| {
                got.push(it);
                Ok(())
            },
        );
        assert!(done.is_ok());
        assert_eq!(got, (1..=1000).map(|it| it * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_ends_it() {
        let done = in_order(
            || Ok(Some(1)),
            || |it: u32| it,
            |_| Err(Failure::Broken("full\n".to_owned())),
        );
        assert!(matches!(done, Err(Failure::Broken(_))));
    }
}
