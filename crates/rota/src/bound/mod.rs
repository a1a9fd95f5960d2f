//! A proven bound: what no roster can be cheaper than.
//!
//! The only thing that ties the rows together is that they are counted in the same columns. Give every cell a price,
//! let each person pay it for being there, and let the column be paid it for each person and choose its own headcount:
//! now everybody chooses for themselves, and what they pay together is at most the cost of the best roster, *whatever
//! the prices*. So the bound needs no trust in how the prices were found. They are found by moving each price towards
//! what the rows and the column disagree on (a subgradient, smoothed), in whole numbers.
//!
//! Lazy limits are left out of these rows, so each is the cheapest of at least all legal ones and the bound stays valid.
//! It is proven of the rows that the programme finds: a grid says in [`Grid::is_whole`] whether these are all. The prices themselves are of use to the search: they say what one person more on a
//! cell is worth in the end, where the cover as it stands says all or nothing.

#![expect(
    clippy::indexing_slicing,
    reason = "inner loop: people, days and tasks are numbered by the grid"
)]

use crate::grid::{BANNED, Grid, Task};
use crate::row::programme::Scratch;
use crate::row::{Kind, NEVER, OFF, SCALE};
use crate::search::pace::Pace;

/// A bound and the prices that prove it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// No roster of rows that the programmes find costs less.
    pub value: i64,
    /// The price of each cell, in 256ths of a unit.
    pub prices: Vec<i32>,
    /// How many rows were asked for.
    pub work: u64,
}

/// Rounds without a better bound before the step becomes smaller.
const PATIENCE: u32 = 25;
/// The first step, in 2^-16 of the distance to the target.
const FIRST_STEP: i64 = 1 << 13;
/// The step, in 2^-16, at which the prices have settled.
const SETTLED: i64 = 65;

/// Looks for prices that prove a good bound, until they have settled or the pace has come as far as `until`.
///
/// `target` is a guess of the best cost; it decides how fast the prices move, never what is proven.
pub fn bound(
    grid: &Grid,
    target: i64,
    threads: usize,
    pace: &dyn Pace,
    until: u32,
    start: Option<&Bound>,
) -> Bound {
    let mut prices = start.map_or_else(|| first_prices(grid), |it| it.prices.clone());
    let mut best =
        start.cloned().unwrap_or(Bound { value: i64::MIN, prices: prices.clone(), work: 0 });
    let done = best.work;
    let mut best_exact = i64::MIN;
    let mut direction = vec![0_i64; prices.len()];
    let (mut step, mut idle, mut work) = (FIRST_STEP, 0, 0_u64);
    let target = target.saturating_mul(i64::from(SCALE));
    let mut rooms: Vec<Room> = (0..threads.max(1)).map(|_| Room::default()).collect();
    while step > SETTLED
        && pace.progress((done + work) / rooms.len() as u64) < until
        && !pace.is_cancelled()
    {
        let round = price_all(grid, &prices, &mut rooms);
        work += grid.people.len() as u64;
        let Some(exact) = round else { break };
        if exact > best_exact {
            best_exact = exact;
            idle = 0;
            step = (step * 33 / 32).min(1 << 16);
            best.prices.clone_from(&prices);
        } else {
            idle += 1;
            if idle >= PATIENCE {
                (step, idle) = (step * 7 / 10, 0);
                prices.clone_from(&best.prices);
                direction.fill(0);
                continue;
            }
        }
        let gap = (target - exact).max(i64::from(SCALE));
        move_prices(grid, &rooms, &mut prices, &mut direction, step, gap);
    }
    if best_exact > i64::MIN {
        best.value = best.value.max(round_up(best_exact, grid));
    }
    best.work += work;
    best
}

/// The bound in units of the objective: the next value that a roster can have.
fn round_up(exact: i64, grid: &Grid) -> i64 {
    let unit = grid.unit.max(1);
    // Prices count in 256ths; every cost of the problem is a multiple of the unit, the constant included.
    let units = exact.div_euclid(i64::from(SCALE) * unit);
    let is_whole = exact.rem_euclid(i64::from(SCALE) * unit) == 0;
    (units + i64::from(!is_whole)) * unit
}

/// What the rows of some people came to.
#[derive(Debug, Default)]
struct Room {
    scratch: Scratch,
    cells: Vec<i32>,
    choice: Vec<Task>,
    kinds: Vec<Kind>,
    counts: Vec<i32>,
    cost: i64,
}

/// Near the middle of what a person is worth on a cell.
fn first_prices(grid: &Grid) -> Vec<i32> {
    let price = |cell: usize| {
        let soft = (0..grid.cover.most().min(usize::from(u16::MAX)))
            .filter_map(|it| u16::try_from(it).ok())
            .map(|it| grid.cover.marginal(cell, it))
            .find(|it| *it > -crate::grid::HARD);
        soft.unwrap_or(0).clamp(-crate::grid::HARD, 0) * SCALE * 2 / 5
    };
    (0..grid.cover.cells()).map(price).collect()
}

/// The bound at these prices, in 256ths; `None` when somebody has no row.
fn price_all(grid: &Grid, prices: &[i32], rooms: &mut [Room]) -> Option<i64> {
    let share = grid.people.len().div_ceil(rooms.len());
    let is_done = std::thread::scope(|scope| {
        let mut rest = rooms.iter_mut().enumerate();
        let own = rest.next();
        let others: Vec<_> = rest
            .map(|(i, room)| scope.spawn(move || price_some(grid, prices, i * share, share, room)))
            .collect();
        let mut is_done = own.is_some_and(|(_, room)| price_some(grid, prices, 0, share, room));
        for it in others {
            is_done &= it.join().unwrap_or(false);
        }
        is_done
    });
    let rows: i64 = rooms.iter().map(|it| it.cost).sum();
    let columns = (0..prices.len()).map(|cell| column(grid, cell, prices[cell]).0);
    is_done.then(|| rows + columns.sum::<i64>() + grid.constant * i64::from(SCALE))
}

/// The rows of some people, the cheapest at these prices.
fn price_some(grid: &Grid, prices: &[i32], first: usize, n: usize, room: &mut Room) -> bool {
    room.counts.clear();
    room.counts.resize(prices.len(), 0);
    room.cost = 0;
    for (person, who) in grid.people.iter().enumerate().skip(first).take(n) {
        let form = grid.form(person);
        let kinds = form.kinds();
        room.cells.clear();
        room.cells.resize(grid.days * kinds, NEVER);
        room.choice.clear();
        room.choice.resize(grid.days * kinds, OFF);
        for (at, (&own, &price)) in who.cost.iter().zip(prices).enumerate() {
            let (day, task) = (at / grid.tasks, at % grid.tasks);
            let Some(kind) = usize::from(who.kinds[task]).checked_sub(1).filter(|_| own != BANNED)
            else {
                continue;
            };
            let (cell, price) = (day * kinds + kind, own * SCALE + price);
            if price < room.cells[cell] {
                room.cells[cell] = price;
                room.choice[cell] = Task::try_from(task + 1).unwrap_or(Task::MAX);
            }
        }
        room.kinds.clear();
        room.kinds.resize(grid.days, OFF);
        let Some(price) = form.cheapest_relaxed(&room.cells, &mut room.scratch, &mut room.kinds)
        else {
            return false;
        };
        room.cost += i64::from(price);
        for (day, &kind) in room.kinds.iter().enumerate().filter(|it| *it.1 != OFF) {
            let task = room.choice[day * kinds + usize::from(kind) - 1];
            room.counts[day * grid.tasks + usize::from(task) - 1] += 1;
        }
    }
    true
}

/// What a column that is paid `price` for each person does: its cost in 256ths, and its headcount.
fn column(grid: &Grid, cell: usize, price: i32) -> (i64, i32) {
    let mut best = (i64::MAX, 0);
    for n in 0..=grid.cover.most() {
        let (Ok(count), Ok(n)) = (u16::try_from(n), i32::try_from(n)) else { break };
        let cost = i64::from(grid.cover.cost(cell, count)) * i64::from(SCALE)
            - i64::from(price) * i64::from(n);
        if cost > best.0 {
            break; // Costs are convex.
        }
        best = best.min((cost, n));
    }
    best
}

/// Moves every price towards what the rows and its column disagree on.
fn move_prices(
    grid: &Grid,
    rooms: &[Room],
    prices: &mut [i32],
    direction: &mut [i64],
    step: i64,
    gap: i64,
) {
    const ONE: i64 = 1 << 10;
    let mut length: i128 = 0;
    for (cell, price) in prices.iter().enumerate() {
        let rows: i32 = rooms.iter().map(|it| it.counts[cell]).sum();
        let mut apart = i64::from(rows - column(grid, cell, *price).1);
        let (low, high) = limits(grid, cell);
        if (*price <= low && apart < 0) || (*price >= high && apart > 0) {
            apart = 0;
        }
        direction[cell] = (7 * direction[cell] + 3 * apart * ONE) / 10;
        length += i128::from(direction[cell]) * i128::from(direction[cell]);
    }
    if length == 0 {
        return;
    }
    for (cell, price) in prices.iter_mut().enumerate() {
        let (low, high) = limits(grid, cell);
        let by = i128::from(step) * i128::from(gap) * i128::from(direction[cell]) * i128::from(ONE)
            / length;
        let by = i64::try_from(by >> 16).unwrap_or(0);
        let moved = (i64::from(*price) + by).clamp(i64::from(low), i64::from(high));
        *price = i32::try_from(moved).unwrap_or(*price);
    }
}

/// The prices beyond which a column wants nobody, or everybody.
fn limits(grid: &Grid, cell: usize) -> (i32, i32) {
    let last = u16::try_from(grid.cover.most().saturating_sub(1)).unwrap_or(u16::MAX);
    (grid.cover.marginal(cell, 0) * SCALE, grid.cover.marginal(cell, last) * SCALE)
}
